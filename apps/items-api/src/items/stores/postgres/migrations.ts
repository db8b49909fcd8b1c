import { type Kysely, type Migration, Migrator, sql } from 'kysely';
import { type ItemsDatabase } from './items.table';

/** Every step from an empty database to the present one, by name; a step that has been released is never changed. */
const MIGRATIONS: Record<string, Migration> = {
  '0001-create-items': {
    async up(database: Kysely<unknown>): Promise<void> {
      await database.schema
        .createTable('items')
        .addColumn('item_id', 'bigint', (column) => column.primaryKey().check(sql`item_id >= 0`))
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('price', 'double precision', (column) => column.notNull())
        .execute();
    },
  },
};

/**
 * Brings the database up to date. Instances that start at once take turns: the steps are made in one transaction, under
 * an advisory lock.
 */
export async function migrate(database: ItemsDatabase): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve(MIGRATIONS) };
  const { error } = await new Migrator({ db: database, provider }).migrateToLatest();
  // The migrator hands out whatever was thrown, which is an Error.
  if (error !== undefined) throw error as Error;
}
