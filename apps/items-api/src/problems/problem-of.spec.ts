import { problemOf } from './problem-of';

describe('problemOf', () => {
  it('tells the status, its name and the detail', () => {
    expect(problemOf(404, 'Item not found')).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      detail: 'Item not found',
    });
  });

  it('lets the name of the status speak where there is no detail', () => {
    expect(problemOf(500).detail).toBe('Internal Server Error');
  });

  it('has a title for a status that has no name', () => {
    expect(problemOf(599).title).toBe('Unknown Status');
  });
});
