/** The header by which clients of the admin API know that no other server answers them. */
export const ADMIN_API_HEADER = { name: 'X-Admin-Api', value: 'load-distributer' } as const;
