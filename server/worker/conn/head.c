/*
 * The head of a request: RFC 9112, and of it what a browser says. The header of
 * a proxy is a line of words, "PROXY TCP4 FROM TO PORT PORT". See web.h.
 */
#include "worker/conn/web.h"

#include "shared/buf.h"

static const struct str names[HEAD_FIELDS] = {
	[HEAD_HOST] = LIT("Host"),
	[HEAD_ORIGIN] = LIT("Origin"),
	[HEAD_UPGRADE] = LIT("Upgrade"),
	[HEAD_CONNECTION] = LIT("Connection"),
	[HEAD_KEY] = LIT("Sec-WebSocket-Key"),
	[HEAD_VERSION] = LIT("Sec-WebSocket-Version"),
	[HEAD_PROTOCOL] = LIT("Sec-WebSocket-Protocol"),
	[HEAD_IF_NONE_MATCH] = LIT("If-None-Match"),
	[HEAD_FORWARDED_FOR] = LIT("X-Forwarded-For"),
};

/* Returns whether there is no control character but TAB. */
static bool
is_visible(struct str s)
{
	for (size_t i = 0; i < s.len; i++) {
		const unsigned char c = (unsigned char)s.at[i];
		if (c == 0x7f || (c < ' ' && c != '\t'))
			return false;
	}
	return true;
}

/* Takes the scheme and the authority of a whole URL, and leaves the path. */
static void
take_authority(struct str *target, struct head *head)
{
	struct str rest = *target;
	const struct str scheme = str_cut(&rest, ':');

	if (!(str_caseeq(scheme, STR("http")) ||
		str_caseeq(scheme, STR("https"))) ||
	    !str_skip(&rest, STR("//")))
		return;
	head->authority = str_cut(&rest, '/');
	*target = rest.at == NULL ? STR("/") :
				    (struct str) { rest.at - 1, rest.len + 1 };
}

/* Takes "GET PATH HTTP/1.1". */
static bool
take_request(struct str line, struct head *head)
{
	const struct str method = str_word(&line);
	struct str target = str_word(&line);

	head->only_head = str_eq(method, STR("HEAD"));
	head->is_old = str_eq(line, STR("HTTP/1.0"));
	take_authority(&target, head);
	head->path = str_cut(&target, '?');
	return (head->only_head || str_eq(method, STR("GET"))) &&
	    str_begins(head->path, STR("/")) &&
	    (head->is_old || str_eq(line, STR("HTTP/1.1")));
}

/*
 * Takes "NAME: VALUE". A line that continues another has no name. A list goes
 * on in a second field: both are joined in lists.
 */
static bool
take_field(struct str line, struct head *head, struct buf *lists)
{
	const struct str name = str_cut(&line, ':');

	if (name.len == 0 || line.at == NULL || !str_eq(str_strip(name), name))
		return false;
	for (size_t i = 0; i < HEAD_FIELDS; i++) {
		if (!str_caseeq(name, names[i]))
			continue;
		struct str *field = &head->field[i];
		if (field->at == NULL || i == HEAD_FORWARDED_FOR) {
			*field = str_strip(line);
			continue;
		}
		const size_t before = buf_len(lists);
		if (i < HEAD_UPGRADE ||
		    !BUF_CAT(lists, *field, STR(","), str_strip(line)))
			return false;
		*field = buf_str(lists);
		str_drop(field, before);
	}
	return true;
}

enum head_found
head_parse(struct str bytes, struct head *head, char room[HEAD_MOST])
{
	struct str rest = bytes;
	struct buf lists;

	buf_init(&lists, room, HEAD_MOST);
	*head = (struct head) { .len = 0 };
	if (rest.len > HEAD_MOST)
		rest.len = HEAD_MOST;
	for (bool first = true;; first = false) {
		struct str line = str_cut(&rest, '\n');
		if (rest.at == NULL)
			return bytes.len < HEAD_MOST ? HEAD_MORE : HEAD_LONG;
		if (line.len > 0 && line.at[line.len - 1] == '\r')
			line.len--;
		if (!first && line.len == 0)
			break;
		if (!is_visible(line) ||
		    !(first ? take_request(line, head) :
			      take_field(line, head, &lists)))
			return HEAD_BAD;
	}
	head->len = (size_t)(rest.at - bytes.at);
	return HEAD_WHOLE;
}

struct str
head_next(struct str *list)
{
	struct str next = { NULL, 0 };

	while (list->len > 0 && next.len == 0)
		next = str_strip(str_cut(list, ','));
	return next;
}

bool
head_has(struct str list, struct str word)
{
	struct str next;

	while ((next = head_next(&list)).len > 0)
		if (str_caseeq(next, word))
			return true;
	return false;
}

/* The protocol forbids leading zeros in a port. */
static bool
read_address(struct addr *addr, struct str host, struct str port, bool v6)
{
	char room[64];
	struct buf buf;

	buf_init(&buf, room, sizeof(room));
	return !(port.len > 1 && port.at[0] == '0') &&
	    BUF_CAT(&buf, v6 ? STR("[") : STR(""), host,
		v6 ? STR("]:") : STR(":"), port) &&
	    addr_read(addr, buf_str(&buf));
}

bool
head_address(struct str text, struct addr *addr)
{
	/* A zone would have to be looked up. */
	return text.len > 0 && memchr(text.at, '%', text.len) == NULL &&
	    (addr_read(addr, text) ||
		read_address(addr, text, STR("0"), false) ||
		read_address(addr, text, STR("0"), true));
}

enum head_found
head_proxy(struct str bytes, struct proxy_header *header)
{
	struct str rest = bytes, start = STR("PROXY ");
	struct addr to;

	*header = (struct proxy_header) { .len = 0 };
	if (rest.len > PROXY_HEADER)
		rest.len = PROXY_HEADER;
	struct str line = str_cut(&rest, '\n');
	if (line.len < start.len && rest.at == NULL)
		start.len = line.len;
	if (!str_skip(&line, start))
		return HEAD_BAD;
	if (rest.at == NULL)
		return bytes.len < PROXY_HEADER ? HEAD_MORE : HEAD_BAD;
	header->len = (size_t)(rest.at - bytes.at);
	if (line.len == 0 || line.at[--line.len] != '\r')
		return HEAD_BAD;
	const struct str family = str_word(&line);
	if (str_eq(family, STR("UNKNOWN")))
		return HEAD_WHOLE; /* whatever follows */
	const bool v6 = str_eq(family, STR("TCP6"));
	const struct str from = str_word(&line), other = str_word(&line),
			 port = str_word(&line);
	return (v6 || str_eq(family, STR("TCP4"))) &&
		read_address(&header->from, from, port, v6) &&
		read_address(&to, other, line, v6) ?
	    HEAD_WHOLE :
	    HEAD_BAD;
}
