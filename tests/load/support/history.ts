// Which editions an answer may be of: none that was not begun to be published when the answer came, and none older than
// what anybody had been shown when the question was sent.

export class History {
  private begun = 0;
  private shown = 0;

  /** Before the command that publishes it is started. */
  begin(revision: number): void {
    this.begun = revision;
  }

  /** The newest that anybody was shown; to be asked for before a request is sent. */
  get newest(): number {
    return this.shown;
  }

  /** What is wrong with an answer of this revision to a question that was sent when `newest` was known. */
  judge(revision: number, newest: number): string | undefined {
    if (!Number.isInteger(revision) || revision < 1) return `figures of no edition (${revision})`;
    if (revision > this.begun) return `of edition ${revision}, which nobody has published`;
    if (revision < newest) return `of edition ${revision}, though ${newest} had been shown before it was asked for`;
    this.shown = Math.max(this.shown, revision);
    return undefined;
  }
}

interface Known {
  tag: string;
  /** Of the edition whose figures the body has; undefined for one without figures, which editions share. */
  revision: number | undefined;
  bytes: string;
}

const tagsOfOne = 4;
const mostAddresses = 5000;

/** What all clients together keep of answers, as a cache between them and the server would. */
export class Kept {
  private readonly all = new Map<string, Known[]>();

  tags(address: string): string[] {
    return (this.all.get(address) ?? []).map(({ tag }) => tag);
  }

  find(address: string, tag: string): Known | undefined {
    return this.all.get(address)?.find((known) => known.tag === tag);
  }

  /** What is wrong: a tag stands for the same bytes for ever. */
  put(address: string, answer: Known): string | undefined {
    const before = this.find(address, answer.tag);
    if (before) return before.bytes === answer.bytes ? undefined : `other bytes than before under the tag ${answer.tag}`;
    const known = this.all.get(address) ?? [];
    if (known.length === 0 && this.all.size >= mostAddresses) return undefined;
    this.all.set(address, [...known, answer].slice(-tagsOfOne));
    return undefined;
  }
}
