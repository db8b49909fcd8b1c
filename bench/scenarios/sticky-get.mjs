import { item } from '../backends/items.mjs';

const ITEMS = 1000;

/** A GET that must reach the one backend that owns the item; the backends answer 404 to any other. */
export const stickyGet = {
  name: 'sticky-get',
  title: 'sticky GET',
  sticky: true,
  preparation: (firstId) =>
    ids(firstId).map((id) => ({
      method: 'POST',
      path: `/items/?item_id=${id}`,
      body: '',
      status: 201,
      answer: item(id),
    })),
  exchanges: (firstId) =>
    ids(firstId).map((id) => ({
      method: 'GET',
      path: `/items/${id}`,
      body: '',
      status: 200,
      answer: item(id),
    })),
};

const ids = (firstId) => Array.from({ length: ITEMS }, (_, index) => firstId + index);
