/* client/net/address: hosts without a port, and the order of families.
 */
#include "client/net/address.h"

#include <string.h>

#include "tests/lib/must.h"
#include "tests/lib/tap.h"

static void
completes(void)
{
	static const struct {
		const char *text;
		const char *whole;
	} rows[] = {
		{ "chat.example.org", "chat.example.org:1234" },
		{ "chat", "chat:1234" },
		{ "3com", "3com:1234" },
		{ "127.0.0.1", "127.0.0.1:1234" },
		{ "[::1]", "[::1]:1234" },
		{ "chat:7", "chat:7" },
		{ "[::1]:7", "[::1]:7" },
		{ "7777", "7777" },
		{ "65536", "65536" },
		{ "./chat", "./chat" },
		{ "::1", "::1" },
		{ "[]", "[]" },
		{ "a b", "a b" },
		{ "", "" },
	};
	char room[ADDRESS_ROOM], longest[ADDR_TEXT + 1];

	for (size_t i = 0; i < COUNT(rows); i++)
		TAP_STR(str_from(address_complete(rows[i].text, room)),
		    str_from(rows[i].whole), "'%s'", rows[i].text);
	memset(longest, 'a', ADDR_TEXT);
	longest[ADDR_TEXT] = '\0';
	TAP_OK(address_complete(longest, room) == longest, "too long a host");
	longest[ADDR_TEXT - 1] = '\0';
	TAP_NUM(strlen(address_complete(longest, room)), ADDR_TEXT + 4,
	    "the longest");
}

static void
names(void)
{
	static const char *const rows[][2] = {
		{ "7", "127.0.0.1:7" },
		{ "LocalHost:7", "127.0.0.1:7" },
		{ "127.0.0.1:7", "127.0.0.1:7" },
		{ "localhost", "127.0.0.1:1234" },
		{ "Chat.Example.ORG", "chat.example.org:1234" },
		{ "[0:0::1]", "[::1]:1234" },
		{ "[fe80::1%Lo]:7", "[fe80::1%Lo]:7" },
		{ "/Run/x", "/Run/x" },
	};
	char room[ADDRESS_ROOM];

	for (size_t i = 0; i < COUNT(rows); i++) {
		TAP_STR(str_from(address_name(rows[i][0], room)),
		    str_from(rows[i][1]), "'%s'", rows[i][0]);
		TAP_OK(address_is_meant(rows[i][0]), "'%s'", rows[i][0]);
	}
	TAP_OK(!address_is_meant("work"), "a name");
	TAP_OK(!address_same("chat:7", "chat:8"), "two ports");
}

int
main(void)
{
	completes();
	names();
	return tap_done();
}
