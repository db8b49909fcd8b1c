import { type Item } from '@app/contracts';
import { Logger } from '@nestjs/common';
import { Kysely, PostgresDialect, sql } from 'kysely';
import { Pool } from 'pg';
import { ItemRepository, type PageRequest } from '../../item.repository';
import { type ItemRow, type ItemsDatabase, type ItemsSchema } from './items.table';
import { migrate } from './migrations';
import { failureOf } from './postgres.failure';

/** How long an instance waits for a connection, and for an answer, in milliseconds. */
const CONNECT_LIMIT = 2_000;
const ANSWER_LIMIT = 5_000;
/** Connections of one instance; by default, a server allows a hundred in total. */
const CONNECTIONS = 10;

/** Items in PostgreSQL, shared by all instances. Which of two creates comes first is decided by its primary key. */
export class PostgresItemRepository extends ItemRepository {
  readonly isShared = true;

  private constructor(private readonly database: ItemsDatabase) {
    super();
  }

  /**
   * Connects and brings the tables up to date.
   *
   * @throws StoreUnavailableException when the database cannot be reached.
   */
  static async open(url: string): Promise<PostgresItemRepository> {
    const database = new Kysely<ItemsSchema>({ dialect: new PostgresDialect({ pool: poolOf(url) }) });
    try {
      await migrate(database);
      return new PostgresItemRepository(database);
    } catch (error) {
      await database.destroy();
      throw failureOf(error);
    }
  }

  async find(itemId: number): Promise<Item | undefined> {
    const query = this.database.selectFrom('items').selectAll().where('item_id', '=', itemId);
    const row = await answered(query.executeTakeFirst());
    return row && itemOf(row);
  }

  async insert({ item_id, name, price }: Item): Promise<boolean> {
    const statement = this.database
      .insertInto('items')
      .values({ item_id, name, price })
      .onConflict((conflict) => conflict.column('item_id').doNothing());
    return (await answered(statement.executeTakeFirst())).numInsertedOrUpdatedRows === 1n;
  }

  async replace({ item_id, name, price }: Item): Promise<boolean> {
    const statement = this.database.updateTable('items').set({ name, price }).where('item_id', '=', item_id);
    return (await answered(statement.executeTakeFirst())).numUpdatedRows === 1n;
  }

  async remove(itemId: number): Promise<boolean> {
    const statement = this.database.deleteFrom('items').where('item_id', '=', itemId);
    return (await answered(statement.executeTakeFirst())).numDeletedRows === 1n;
  }

  async list({ limit, after = -1 }: PageRequest): Promise<Item[]> {
    const page = this.database.selectFrom('items').selectAll().where('item_id', '>', after);
    return (await answered(page.orderBy('item_id').limit(limit).execute())).map(itemOf);
  }

  async isReachable(): Promise<boolean> {
    return sql`select 1`.execute(this.database).then(
      () => true,
      () => false,
    );
  }

  onApplicationShutdown(): Promise<void> {
    return this.database.destroy();
  }
}

function poolOf(url: string): Pool {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_LIMIT,
    query_timeout: ANSWER_LIMIT,
    application_name: 'items-api',
  });
  const logger = new Logger('items-api');
  // An idle connection that breaks is replaced on demand. Without a listener, its error would end the process.
  pool.on('error', (error) => logger.warn(`A connection to PostgreSQL broke: ${error.message}`));
  return pool;
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw failureOf(error);
  }
}

function itemOf({ item_id, name, price }: ItemRow): Item {
  return { item_id: Number(item_id), name, price };
}
