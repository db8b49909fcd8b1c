import { type INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** Serves the OpenAPI 3.1 document at `/openapi.json` and a page to try it at `/docs`, both made when first asked for. */
export function serveOpenApi(app: INestApplication): void {
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Load Distributer: admin API')
    .setDescription('Shows what the gateway does and why, and changes it while it runs.')
    .setVersion('1.0')
    .addServer('/')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'The admin token, if one is configured.' })
    .build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, description), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'Load Distributer: admin API',
    // Swagger UI would show every document to an online validator.
    swaggerOptions: { validatorUrl: 'none' },
  });
}
