import { type ServerResponse } from 'node:http';
import { Item, ItemAddress, ItemFields, ItemPage, PageQuery } from '@app/contracts';
import {
  BadRequestException,
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Post,
  Put,
  Res,
} from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import { ApiProblem } from '../openapi/api-problem.decorator';
import { Checked } from '../requests/checked.decorator';
import { ItemRepository } from './item.repository';

const ITEM_ID = {
  name: 'item_id',
  schema: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER, example: 1 },
} as const;

/** The items: a 400 always means that one of that id exists, a 404 that none does. */
@ApiTags('items')
@Controller('items')
export class ItemsController {
  constructor(private readonly items: ItemRepository) {}

  @ApiOperation({ summary: 'List the items, a page at a time, in the order of their ids' })
  @ApiOkResponse({ type: ItemPage, description: 'The page' })
  @Get()
  async list(@Checked({ query: PageQuery }) { query }: { query: PageQuery }): Promise<ItemPage> {
    // One more than asked for tells whether there is a next page.
    const found = await this.items.list({ limit: query.limit + 1, after: query.after });
    const items = found.slice(0, query.limit);
    return { items, next: found.length > items.length ? items[items.length - 1].item_id : null };
  }

  @ApiOperation({ summary: 'Create an item' })
  @ApiCreatedResponse({
    type: Item,
    description: 'The item, and where it is',
    headers: { Location: { schema: { type: 'string', example: '/items/1' } } },
  })
  @ApiProblem(400, 'Item already exists')
  @ApiProblem(507, 'There is no room for another item')
  @Post()
  async create(
    @Checked({ query: ItemAddress, body: ItemFields })
    { query, body }: { query: ItemAddress; body: ItemFields },
    @Res({ passthrough: true }) response: ServerResponse,
  ): Promise<Item> {
    const item = { ...query, ...body };
    if (!(await this.items.insert(item))) throw new BadRequestException('Item already exists');
    response.setHeader('Location', `/items/${item.item_id}`);
    return item;
  }

  @ApiOperation({ summary: 'Read an item' })
  @ApiOkResponse({ type: Item, description: 'The item' })
  @ApiProblem(404, 'Item not found')
  @ApiParam(ITEM_ID)
  @Get(':item_id')
  async read(@Checked({ path: ItemAddress }) { path }: { path: ItemAddress }): Promise<Item> {
    const item = await this.items.find(path.item_id);
    if (!item) throw absent();
    return item;
  }

  @ApiOperation({ summary: 'Update an item' })
  @ApiOkResponse({ type: Item, description: 'The item' })
  @ApiProblem(404, 'Item not found')
  @ApiParam(ITEM_ID)
  @Put(':item_id')
  async replace(
    @Checked({ path: ItemAddress, body: ItemFields }) { path, body }: { path: ItemAddress; body: ItemFields },
  ): Promise<Item> {
    const item = { ...path, ...body };
    if (!(await this.items.replace(item))) throw absent();
    return item;
  }

  @ApiOperation({ summary: 'Delete an item' })
  @ApiNoContentResponse({ description: 'The item is gone' })
  @ApiProblem(404, 'Item not found')
  @ApiParam(ITEM_ID)
  @HttpCode(204)
  @Delete(':item_id')
  async remove(@Checked({ path: ItemAddress }) { path }: { path: ItemAddress }): Promise<void> {
    if (!(await this.items.remove(path.item_id))) throw absent();
  }
}

function absent(): NotFoundException {
  return new NotFoundException('Item not found');
}
