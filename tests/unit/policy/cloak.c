/*
 * server/policy/cloak: hosts of addresses: the same for the same, with parts
 * that neighbours share as far as they are in one network, and no address.
 */
#include "server/policy/cloak.h"

#include "server/base/state/module.h"

#include <string.h>

#include "shared/str.h"
#include "tests/lib/must.h"
#include "tests/lib/tap.h"

/* Which of the three parts, from the first on, two addresses share. */
static const struct {
	const char *one;
	const char *other;
	const char *parts;
	const char *end;
} pairs[] = {
	{ "192.0.2.7:80", "192.0.2.7:81", "111", ".ip" },
	{ "192.0.2.7:80", "192.0.2.8:80", "011", ".ip" },
	{ "192.0.2.7:80", "192.0.3.7:80", "001", ".ip" },
	{ "[2001:db8:1:2::7]:80", "[2001:db8:1:3::7]:80", "011", ".ip6" },
	{ "[2001:db8:1:2::7]:80", "[2001:db8:2:2::7]:80", "001", ".ip6" },
	{ "[2001:db8:1:2::7]:80", "[2001:db9:1:2::7]:80", "000", ".ip6" },
	{ "[::ffff:192.0.2.7]:80", "192.0.2.7:80", "111", ".ip" },
};

/* The next part, up to its dot. */
static struct str
part(const char **at)
{
	const char *dot = strchr(*at, '.');
	const struct str found = { *at, dot != NULL ? (size_t)(dot - *at) : 0 };

	*at = dot != NULL ? dot + 1 : *at;
	return found;
}

static void
shares(size_t pair)
{
	char one[CLOAK_ROOM], other[CLOAK_ROOM];
	const char *at = one, *to = other;
	bool good = true;

	cloak_host(str_from(pairs[pair].one), one);
	cloak_host(str_from(pairs[pair].other), other);
	for (const char *same = pairs[pair].parts; *same != '\0'; same++)
		good = good && str_eq(part(&at), part(&to)) == (*same == '1');
	TAP_OK(good && strcmp(at - 1, pairs[pair].end) == 0 &&
		strcmp(to - 1, pairs[pair].end) == 0,
	    "%s and %s: %s and %s", pairs[pair].one, pairs[pair].other, one,
	    other);
}

int
main(void)
{
	char host[CLOAK_ROOM];

	MUST(modules_init(), "no memory");
	for (size_t i = 0; i < COUNT(pairs); i++)
		shares(i);
	cloak_host(STR("/tmp/socket"), host);
	TAP_OK(strcmp(host, "local") == 0, "a path is local: %s", host);
	return tap_done();
}
