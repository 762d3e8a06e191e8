/** The portal's table with its cells, by template literals alone. */
export function rowsPage({ data, results }) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Linodes</title></head>
<body><h1>Linodes</h1><table class="table table-sm"><caption>${data.length} of ${results} Linodes</caption>
<thead><tr><th scope="col">Label</th><th scope="col">Status</th><th scope="col">Plan</th><th scope="col">Region</th>
<th scope="col">IPv4</th><th scope="col">Created</th><th scope="col">Actions</th></tr></thead>
<tbody>${data.map(row).join('')}</tbody></table></body></html>`;
}

function row({ id, label, tags, status, type, region, ipv4, created }) {
  const name = escaped(label);
  return `<tr>
    <th scope="row">
      <a href="/linodes/${id}"><bdi>${name}</bdi></a> ${tagList(tags)}
    </th>
    <td><span class="tag" data-state="${escaped(status)}">${escaped(status)}</span></td>
    <td class="wide">${escaped(type)}</td>
    <td class="wide">${escaped(region)}</td>
    <td class="address">${escaped(ipv4[0])}</td>
    <td class="wide">${time(created)}</td>
    <td class="wide">
      <a href="/linodes/${id}">Manage<span class="visually-hidden"> ${name}</span></a>
    </td>
  </tr>`;
}

function tagList(tags) {
  const items = tags.map((tag) => `<li><bdi>${escaped(tag)}</bdi></li>`).join('');
  return `<ul class="tags" aria-label="Tags">${items}</ul>`;
}

function time(created) {
  const instant = new Date(`${created}Z`);
  const text = instant.toUTCString();
  return `<time datetime="${instant.toISOString()}">${text.slice(5, 16)}, ${text.slice(17, 22)} UTC</time>`;
}

const marks = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text) {
  return text.replace(/[&<>"']/g, (mark) => marks[mark]);
}
