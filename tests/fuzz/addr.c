/*
 * shared/addr: an address that passes is written in a way that reads back as
 * the same; and no path that a peer may have chosen writes into the log.
 */
#include "shared/addr.h"

#include <stddef.h>

#include "tests/fuzz/lib/fuzz.h"
#include "tests/lib/must.h"

/* A text has no zone, and so the one that was read back has none. */
static bool
is_same(struct addr *one, const struct addr *other)
{
	if (one->to.any.sa_family == AF_INET6)
		one->to.v6.sin6_scope_id = 0;
	return one->len == other->len &&
	    memcmp(&one->to, &other->to, one->len) == 0;
}

static void
is_fit_to_be_shown(const char text[ADDR_TEXT])
{
	MUST(memchr(text, '\0', ADDR_TEXT) != NULL, "it does not end");
	MUST(text[0] != '\0', "it is empty");
	for (; *text != '\0'; text++)
		MUST((unsigned char)*text >= ' ' && *text != 0x7f,
		    "a control character is shown");
}

static void
try_text(const char *wanted)
{
	struct addr addr, again;
	char text[ADDR_TEXT];
	const char *wrong = addr_parse(&addr, wanted);

	if (wrong != NULL) {
		MUST(wrong[0] != '\0', "it is refused without a reason");
		return;
	}
	addr_text(&addr, text);
	is_fit_to_be_shown(text);
	MUST(addr_parse(&again, text) == NULL && is_same(&addr, &again),
	    "%s becomes %s, which is another", wanted, text);
	MUST(!addr_is_unix(&addr) || addr_is_local(&addr),
	    "a path of another machine");
}

/* As the kernel gives the address of a peer's own socket: not ended. */
static void
try_peer(struct str path)
{
	struct addr addr = { .to.path.sun_family = AF_UNIX };
	const size_t room = sizeof(addr.to.path.sun_path);
	const size_t len = path.len < room ? path.len : room;
	char text[ADDR_TEXT];

	if (len > 0)
		memcpy(addr.to.path.sun_path, path.at, len);
	addr.len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len);
	addr_text(&addr, text);
	is_fit_to_be_shown(text);
}

void
fuzz(struct str input)
{
	static char text[64 * 1024];

	if (input.len >= sizeof(text))
		return;
	memcpy(text, input.at, input.len);
	text[input.len] = '\0';
	try_text(text);
	try_peer(input);
}
