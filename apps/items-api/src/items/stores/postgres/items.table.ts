import { type Kysely } from 'kysely';

/** A row of `items`. PostgreSQL hands out a `bigint` as text, since not every one fits a number; every item_id does. */
export interface ItemRow {
  readonly item_id: string | number;
  readonly name: string;
  readonly price: number;
}

/** The tables of the database, by name. */
export interface ItemsSchema {
  readonly items: ItemRow;
}

export type ItemsDatabase = Kysely<ItemsSchema>;
