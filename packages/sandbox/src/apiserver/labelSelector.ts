import { badRequest } from './errors';
import { named } from './schema/checks';
import { labelValue, qualifiedKey } from './schema/names';
import { Cause } from './types';

type Labels = Record<string, string | undefined>;
type Requirement = (labels: Labels) => boolean;

export const SET_OPERATORS = ['In', 'NotIn', 'Exists', 'DoesNotExist'];

/** What a label must be; `operator` is one of {@link SET_OPERATORS}. */
export function requirement(
  key: string,
  operator: string,
  values: string[] = [],
): Requirement {
  switch (operator) {
    case 'In':
      return labels => values.includes(labels[key] as string);
    case 'NotIn':
      return labels => !values.includes(labels[key] as string);
    case 'Exists':
      return labels => labels[key] !== undefined;
    default:
      return labels => labels[key] === undefined;
  }
}

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

function unexpected({ text }: Token, expected: string): Refused {
  return new Refused(`found '${text}', expected: ${expected}`);
}

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
    let expected = "!, identifier, or 'end of string'";
    if (this.next.kind === 'end') {
      return found;
    }
    for (;;) {
      if (!this.beginsRequirement) {
        throw unexpected(this.next, expected);
      }
      try {
        found.push(this.requirement());
      } catch (error) {
        throw new Refused(
          `unable to parse requirement: ${(error as Error).message}`,
        );
      }
      const token = this.take();
      if (token.kind === 'end') {
        return found;
      }
      if (token.text !== ',') {
        throw unexpected(token, "',' or 'end of string'");
      }
      expected = "identifier after ','";
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
    const token = this.take();
    if (token.kind !== 'word') {
      throw unexpected(token, 'identifier');
    }
    return token.text;
  }

  private requirement(): Requirement {
    const absent = this.next.text === '!';
    if (absent) {
      this.take();
    }
    const key = this.word();
    refuse(named('<nil>', key, qualifiedKey));
    if (absent) {
      return requirement(key, 'DoesNotExist');
    }
    if (this.next.kind === 'end' || this.next.text === ',') {
      return requirement(key, 'Exists');
    }
    const token = this.take();
    const operator = token.text;
    if (!OPERATORS.includes(operator)) {
      throw unexpected(token, OPERATOR_NAMES);
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
      const token = this.take();
      if (token.text === ')') {
        return found;
      }
      if (token.text !== ',') {
        throw unexpected(token, "',' or ')'");
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
    refuse(named(`values[${i}][${key}]`, value, labelValue)),
  );
  const excludes = operator.startsWith('!') || operator === 'notin';
  return requirement(key, excludes ? 'NotIn' : 'In', values);
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
