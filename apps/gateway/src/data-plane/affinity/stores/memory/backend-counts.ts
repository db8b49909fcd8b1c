/** Gives backend ids small numbers, and knows how many sessions each backend has without counting them. */
export class BackendSessionCounts {
  private readonly ids: string[] = [];
  private readonly sessions: number[] = [];
  private readonly numbers = new Map<string, number>();
  /** Numbers of backends that have no session any more. */
  private readonly free: number[] = [];

  /** Counts one more session of the backend; answers the number that stands for it while it has any. */
  add(backendId: string): number {
    const number = this.numbers.get(backendId) ?? this.enter(backendId);
    this.sessions[number]++;
    return number;
  }

  remove(number: number): void {
    if (--this.sessions[number] > 0) return;
    this.numbers.delete(this.ids[number]);
    this.free.push(number);
  }

  idOf(number: number): string {
    return this.ids[number];
  }

  counts(): Map<string, number> {
    return new Map([...this.numbers].map(([id, number]) => [id, this.sessions[number]]));
  }

  private enter(backendId: string): number {
    const number = this.free.pop() ?? this.ids.length;
    this.ids[number] = backendId;
    this.sessions[number] = 0;
    this.numbers.set(backendId, number);
    return number;
  }
}
