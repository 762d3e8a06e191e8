import { z } from 'zod';
import type { Availability, Image, Plan, Region } from '../linode/catalogue-shapes.ts';
import type { NewLinode } from '../linode/instances.ts';
import { isEndOfLife, isSoldOut } from './offer.ts';

/** What was typed into the create form, as typed. Never a secret. */
export type Answers = z.infer<typeof answersShape>;

export const answersShape = z.object({
  region: z.string(),
  type: z.string(),
  image: z.string(),
  label: z.string(),
  tags: z.string(),
  authorizedUsers: z.array(z.string()).readonly(),
});

export const noAnswers: Answers = {
  region: '',
  type: '',
  image: '',
  label: '',
  tags: '',
  authorizedUsers: [],
};

/** What can be had: the catalogue as this person sees it. */
export interface Offer {
  readonly plans: readonly Plan[];
  readonly regions: readonly Region[];
  readonly availability: readonly Availability[];
  readonly images: readonly Image[];
}

/** A sentence about one field, by the field's name in the form. */
export interface AnswerProblem {
  readonly field: string;
  readonly text: string;
}

/** @returns every problem with the answers, in the order of the form's fields; none when they can be sent. */
export function checkAnswers(answers: Answers, offer: Offer): readonly AnswerProblem[] {
  return [
    ...about('region', regionProblem(answers, offer)),
    ...about('type', planProblem(answers, offer)),
    ...about('image', imageProblem(answers, offer)),
    ...about('label', labelProblem(answers.label)),
    ...about('tags', tagsProblem(answers.tags)),
  ];
}

/** The body of the create call, without the password: that joins at the very last moment. */
export function toNewLinode(answers: Answers): NewLinode {
  const { region, type, image, label, authorizedUsers } = answers;
  const tags = splitTags(answers.tags);
  return {
    region,
    type,
    image,
    label,
    ...(tags.length > 0 && { tags }),
    ...(authorizedUsers.length > 0 && { authorized_users: authorizedUsers }),
  };
}

/** Why this password cannot be sent, or null. Linode itself judges its strength. */
export function passwordProblem(password: string, answers: Answers): string | null {
  const hasKeys = answers.authorizedUsers.length > 0;
  if (password === '')
    return hasKeys ? null : 'Enter a root password, or go back and choose SSH keys';
  const isInBounds = password.length >= 7 && password.length <= 128;
  return isInBounds ? null : 'Root password must be between 7 and 128 characters';
}

export function splitTags(text: string): string[] {
  const tags = text
    .split(',')
    .map((tag) => tag.trim())
    .filter(Boolean);
  return [...new Set(tags)];
}

function about(field: string, text: string | null): AnswerProblem[] {
  return text === null ? [] : [{ field, text }];
}

function regionProblem({ region }: Answers, { regions }: Offer): string | null {
  if (region === '') return 'Choose a region';
  return regions.some(({ id }) => id === region) ? null : 'Choose a region from the list';
}

function imageProblem({ image }: Answers, { images }: Offer): string | null {
  if (image === '') return 'Choose an image';
  const chosen = images.find(({ id }) => id === image);
  if (chosen === undefined) return 'Choose an image from the list';
  return isEndOfLife(chosen) ? 'This image is past its end of life. Choose a newer one' : null;
}

function planProblem({ type, region }: Answers, { plans, availability }: Offer): string | null {
  if (type === '') return 'Choose a plan';
  if (!plans.some(({ id }) => id === type)) return 'Choose a plan from the list';
  if (!isSoldOut(availability, type, region)) return null;
  return `${region} has no room for ${type} now. Choose another plan or region`;
}

/** Linode's pattern and Linode's prose differ; a label has to pass both (facts: create). */
function labelProblem(label: string): string | null {
  if (label === '') return 'Enter a label';
  if (label.length < 3 || label.length > 64) return 'Label must be between 3 and 64 characters';
  if (!/^[a-zA-Z0-9._-]+$/.test(label))
    return 'Label can have only letters, digits, dashes, underscores and dots';
  if (!/^[a-zA-Z].*[a-zA-Z0-9]$/.test(label))
    return 'Label must begin with a letter and end with a letter or digit';
  return /--|__|\.\./.test(label)
    ? 'Label cannot have two dashes, underscores or dots in a row'
    : null;
}

function tagsProblem(text: string): string | null {
  const isInBounds = splitTags(text).every((tag) => tag.length >= 3 && tag.length <= 50);
  return isInBounds ? null : 'Each tag must be between 3 and 50 characters';
}
