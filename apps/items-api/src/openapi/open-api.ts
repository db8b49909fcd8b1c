import { type NestExpressApplication } from '@nestjs/platform-express';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** Serves the OpenAPI 3.1 document at `/openapi.json` and a page to try it at `/docs`, both made when first asked for. */
export function serveOpenApi(app: NestExpressApplication): void {
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('items-api')
    .setDescription('A small stateful service, made to be started many times behind a load balancer.')
    .setVersion('1.0')
    .addServer('/')
    .build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, description), {
    jsonDocumentUrl: 'openapi.json',
    raw: ['json'],
    customSiteTitle: 'items-api',
    // Swagger UI would show every document to an online validator.
    swaggerOptions: { validatorUrl: 'none' },
  });
}
