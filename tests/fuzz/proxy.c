/*
 * server/worker/conn/proxy: a header is what it is as soon as it is whole,
 * wherever reads have cut it; it ends within what has come, and within its
 * bound.
 */
#include "server/worker/conn/proxy.h"

#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"

static void
is_an_address(const struct addr *from)
{
	struct addr again;
	char text[ADDR_TEXT];

	addr_text(from, text);
	MUST(addr_parse(&again, text) == NULL && again.len == from->len &&
		memcmp(&again.to, &from->to, from->len) == 0,
	    "%s is another", text);
}

/* Checks properties of any number of bytes. */
static enum proxy
parse(struct str bytes, struct proxy_header *header)
{
	const enum proxy what = proxy_parse(bytes, header);

	if (what == PROXY_MORE)
		MUST(bytes.len < PROXY_HEADER, "no end is in sight");
	if (what == PROXY_ITSELF || what == PROXY_CLIENT)
		MUST(header->len > 0 && header->len <= bytes.len &&
			header->len <= PROXY_HEADER,
		    "%zu bytes of %zu", header->len, bytes.len);
	if (what == PROXY_CLIENT)
		is_an_address(&header->from);
	return what;
}

/* Once it is known it stays so, whatever else comes. */
static void
stays(struct str bytes, enum proxy whole, const struct proxy_header *header)
{
	struct proxy_header part;

	for (; bytes.len > 0; bytes.len--) {
		const enum proxy what = parse(bytes, &part);
		if (what == PROXY_MORE)
			return;
		MUST(what == whole, "%zu bytes are another header", bytes.len);
		if (what == PROXY_BAD)
			continue;
		MUST(part.len == header->len, "%zu bytes: it ends elsewhere",
		    bytes.len);
	}
}

/* If the result is MORE, it was so from the first byte on. */
static void
was_open(struct str bytes)
{
	struct proxy_header part;
	bool open = true;

	for (size_t len = 1; len <= bytes.len; len++) {
		const bool more =
		    parse((struct str) { bytes.at, len }, &part) == PROXY_MORE;
		MUST(open || !more, "at %zu bytes it is open again", len);
		open = more;
	}
}

void
fuzz(struct str input)
{
	struct proxy_header header;

	if (input.len == 0)
		return;
	stays(input, parse(input, &header), &header);
	was_open(input);
}
