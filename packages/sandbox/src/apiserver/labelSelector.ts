import { badRequest, cause } from './errors';
import { labelValue, qualifiedKey } from './schema/names';
import { Cause } from './types';

type Labels = Record<string, string | undefined>;
type Requirement = (labels: Labels) => boolean;

interface Token {
  kind: 'symbol' | 'word' | 'end';
  text: string;
}

const TOKENS = /\s*(?:(==|!=|[=!(),<>])|([^\s=!(),<>]+))/y;
const OPERATORS = ['in', 'notin', '=', '==', '!=', '>', '<'];
const OPERATOR_NAMES = 'in, notin, =, ==, !=, gt, lt';

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  TOKENS.lastIndex = 0;
  for (let m = TOKENS.exec(text); m; m = TOKENS.exec(text)) {
    tokens.push(
      m[1] ? { kind: 'symbol', text: m[1] } : { kind: 'word', text: m[2] },
    );
  }
  return [...tokens, { kind: 'end', text: '' }];
}

/** Refuses a text in the words of Kubernetes' own parser. */
class Refused extends Error {}

function refuse(causes: Cause[]): void {
  if (causes.length) {
    throw new Refused(`${causes[0].field}: ${causes[0].message}`);
  }
}

/** Reads the grammar of label selectors as Kubernetes' parser does, so that it stumbles over the same things. */
class Parser {
  private at = 0;
  private readonly tokens: Token[];

  constructor(text: string) {
    this.tokens = tokenize(text);
  }

  parse(): Requirement[] {
    const found: Requirement[] = [];
    for (;;) {
      if (this.next.kind === 'end') {
        return found;
      }
      if (!this.beginsRequirement) {
        throw new Refused(
          `found '${this.next.text}', expected: !, identifier, or 'end of string'`,
        );
      }
      try {
        found.push(this.requirement());
      } catch (error) {
        throw new Refused(
          `unable to parse requirement: ${(error as Error).message}`,
        );
      }
      const { kind, text } = this.take();
      if (kind === 'end') {
        return found;
      }
      if (text !== ',') {
        throw new Refused(`found '${text}', expected: ',' or 'end of string'`);
      }
      if (!this.beginsRequirement) {
        throw new Refused(
          `found '${this.next.text}', expected: identifier after ','`,
        );
      }
    }
  }

  private get next(): Token {
    return this.tokens[this.at];
  }

  private get beginsRequirement(): boolean {
    return this.next.kind === 'word' || this.next.text === '!';
  }

  private take(): Token {
    const token = this.next;
    this.at = Math.min(this.at + 1, this.tokens.length - 1);
    return token;
  }

  private word(): string {
    const { kind, text } = this.take();
    if (kind !== 'word') {
      throw new Refused(`found '${text}', expected: identifier`);
    }
    return text;
  }

  private requirement(): Requirement {
    const absent = this.next.text === '!';
    if (absent) {
      this.take();
    }
    const key = this.word();
    refuse(qualifiedKey(key).map(why => cause.invalid('<nil>', key, why)));
    if (absent) {
      return labels => labels[key] === undefined;
    }
    if (this.next.kind === 'end' || this.next.text === ',') {
      return labels => labels[key] !== undefined;
    }
    const operator = this.take().text;
    if (!OPERATORS.includes(operator)) {
      throw new Refused(`found '${operator}', expected: ${OPERATOR_NAMES}`);
    }
    const values =
      operator === 'in' || operator === 'notin'
        ? this.values()
        : [this.value()];
    return compare(key, operator, values);
  }

  private value(): string {
    const { kind, text } = this.next;
    return kind === 'end' || text === ',' ? '' : this.word();
  }

  private values(): string[] {
    const open = this.take();
    if (open.text !== '(') {
      throw new Refused(`found '${open.text}' expected: '('`);
    }
    const found: string[] = [];
    for (;;) {
      found.push(this.next.kind === 'word' ? this.take().text : '');
      const { text } = this.take();
      if (text === ')') {
        return found;
      }
      if (text !== ',') {
        throw new Refused(`found '${text}', expected: ',' or ')'`);
      }
    }
  }
}

function compare(key: string, operator: string, values: string[]): Requirement {
  if (operator === '>' || operator === '<') {
    const limit = Number(values[0]);
    if (!Number.isInteger(limit) || !values[0]) {
      throw new Refused(
        `values[0]: Invalid value: ${JSON.stringify(
          values[0],
        )}: for 'Gt', 'Lt' operators, the value must be an integer`,
      );
    }
    return operator === '>'
      ? labels => Number(labels[key]) > limit
      : labels => Number(labels[key]) < limit;
  }
  values.forEach((value, i) =>
    refuse(
      labelValue(value).map(why =>
        cause.invalid(`values[${i}][${key}]`, value, why),
      ),
    ),
  );
  const wanted = new Set(values);
  return operator.startsWith('!') || operator === 'notin'
    ? labels => labels[key] === undefined || !wanted.has(labels[key]!)
    : labels => labels[key] !== undefined && wanted.has(labels[key]!);
}

/**
 * Parses a label selector in its full grammar. Undefined selects everything.
 *
 * @throws ApiError 400 in the words of Kubernetes
 */
export function parseLabelSelector(text: string | undefined): Requirement {
  if (!text?.trim()) {
    return () => true;
  }
  try {
    const requirements = new Parser(text).parse();
    return labels => requirements.every(holds => holds(labels));
  } catch (error) {
    throw error instanceof Refused ? badRequest(error.message) : error;
  }
}
