/* client/net/address: hosts without a port, and spellings of one address. */
#include "client/net/address.h"

#include "tests/lib/tap.h"

static const struct {
	const char *text;
	const char *whole; /* with the port */
	const char *name; /* the one of all spellings; null: not looked at */
} rows[] = {
	{ "3com", "3com:1234", NULL },
	{ "Chat.Example.ORG", "Chat.Example.ORG:1234",
	    "chat.example.org:1234" },
	{ "127.0.0.1", "127.0.0.1:1234", "127.0.0.1:1234" },
	{ "localhost", "localhost:1234", "127.0.0.1:1234" },
	{ "LocalHost:7", "LocalHost:7", "127.0.0.1:7" },
	{ "[0:0::1]", "[0:0::1]:1234", "[::1]:1234" },
	{ "[fe80::1%Lo]:7", "[fe80::1%Lo]:7", "[fe80::1%Lo]:7" },
	{ "7", "7", "127.0.0.1:7" },
	{ "/Run/x", "/Run/x", "/Run/x" },
	{ "::1", "::1", NULL },
	{ "[]", "[]", NULL },
	{ "a b", "a b", NULL },
};

int
main(void)
{
	char room[ADDRESS_ROOM], longest[ADDR_TEXT + 1];

	for (size_t i = 0; i < COUNT(rows); i++) {
		TAP_STR(str_from(address_complete(rows[i].text, room)),
		    str_from(rows[i].whole), "'%s'", rows[i].text);
		if (rows[i].name != NULL)
			TAP_STR(str_from(address_name(rows[i].text, room)),
			    str_from(rows[i].name), "'%s'", rows[i].text);
	}
	memset(longest, 'a', ADDR_TEXT);
	longest[ADDR_TEXT] = '\0';
	TAP_OK(address_complete(longest, room) == longest, "too long a host");
	longest[ADDR_TEXT - 1] = '\0';
	TAP_NUM(strlen(address_complete(longest, room)), ADDR_TEXT + 4,
	    "the longest");
	TAP_OK(!address_same("chat:7", "chat:8"), "two ports");
	return tap_done();
}
