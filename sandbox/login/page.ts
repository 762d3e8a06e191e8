/** Escapes text for element content and quoted attributes. */
export function escape(text: string): string {
  const names: Record<string, string> = {
    '&': 'amp',
    '<': 'lt',
    '>': 'gt',
    '"': 'quot',
    "'": '#39',
  };
  return text.replace(/[&<>"']/g, (character) => `&${names[character] ?? ''};`);
}

/** A whole page of the login host; the title is escaped here, the content by its writer. */
export function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(title)} – Sandbox for login.linode.com</title>
<link rel="stylesheet" href="/sandbox.css">
</head>
<body>
<p class="banner">Sandbox for login.linode.com</p>
<main>
<h1>${escape(title)}</h1>
${content}
</main>
</body>
</html>
`;
}
