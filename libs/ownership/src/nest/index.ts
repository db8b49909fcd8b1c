export { OwnershipModule } from './ownership.module';
