/* Numbers that the state saves by hand: see by_hand.h. */
#include "by_hand.h"

#include <stddef.h>
#include <string.h>
#include <sys/types.h>

#include "server/base/mem/limits.h"
#include "server/router/model/groups.h"
#include "shared/clock.h"
#include "shared/limits.h"

#define ANY                   \
	{                     \
		0, UINT64_MAX \
	}
#define UPTO(most)      \
	{               \
		0, most \
	}
#define FROM_1                \
	{                     \
		1, UINT64_MAX \
	}
#define WORD         \
	{            \
		0, 0 \
	}

static const struct by_hand list[] = {
	{ "clock", "now", { { 0, 0 } } }, /* of which ages are no more */
	{ "clock", "up", { UPTO(SEC) } },
	{ "configuration", "setting", { WORD } },
	{ "configuration", "file", { WORD } },
	{ "configuration", "fixed", { WORD } },
	{ "password", "secret", { WORD } },
	{ "motd", "text:", { WORD } },
	{ "counts", "reload_bad", { UPTO(1) } },
	{ "counts", "*", { ANY } },
	{ "guesses", "guess", { WORD } },
	{ "bans", "ban", { WORD, ANY } },
	{ "peers", "peer", { WORD, WORD } },
	{ "groups", "made", { { 9, UINT32_MAX } } },
	{ "groups", "group", { WORD } },
	{ "groups", "name", { WORD } },
	{ "groups", "topic", { WORD } },
	{ "founders", "group", { WORD, WORD, ANY, WORD, UPTO(UINT32_MAX) } },
	{ "clients", "cloak:", { WORD } },
	{ "clients", "most", { { CLIENTS_MAX, CLIENTS_MAX } } },
	{ "clients", "was_before", { { 1, UINT32_MAX } } },
	{ "clients", "was_here", { ANY } },
	{ "clients", "client", { WORD } },
	{ "clients", "name", { WORD } },
	{ "clients", "was", { WORD } },
	{ "clients", "origin", { WORD } },
	{ "clients", "user", { WORD } }, /* whom peers counts */
	{ "clients", "full", { { 1, 1 } } },
	{ "clients", "away", { WORD } },
	{ "clients", "tags", { WORD } },
	{ "clients", "watch", { WORD } },
	{ "slots", "slot", { WORD } },
	{ "members", "group", { WORD } },
	{ "members", "maker", { WORD } },
	{ "members", "left", { WORD } },
	{ "members", "left-user", { UPTO((uid_t)-1) } },
	{ "members", "member", { WORD, ANY } },
	{ "members", "unposted", { WORD, FROM_1 } },
	{ "members", "roles", { WORD, { 1, ROLES_ALL } } },
	{ "members", "joined", { WORD, FROM_1 } },
	{ "modes", "group", { WORD } },
	{ "modes", "letters", { WORD } },
	{ "modes", "key", { WORD } },
	{ "modes", "limit", { { 1, UINT32_MAX } } },
	{ "modes", "mask", { WORD, ANY } },
	{ "modes", "left", { WORD } },
	{ "modes", "left-user", { UPTO((uid_t)-1) } },
	{ "modes", "invited", { WORD, UPTO(1) } },
	{ "tables", "group", { WORD } },
	{ "tables", "client", { WORD } },
	{ "tables", "row", { ANY } },
	{ "tables", "left", { WORD } },
	{ "tables", "left-user", { UPTO((uid_t)-1) } },
	{ "locks", "lock", { WORD } },
	{ "locks", "own", { WORD } },
	{ "locks", "by", { WORD } },
	{ "locks", "holder", { WORD, { 1, LIMIT_HOLDERS } } },
	{ "locks", "waiter", { WORD, { 1, LIMIT_HOLDERS } } },
	{ "hearers", "client", { WORD } },
	{ "hearers", "keys", { WORD } },
	{ "seen", "account", { WORD, WORD, FROM_1 } },
	{ "seen", "client", { WORD, WORD, FROM_1 } },
	{ "boxes", "box", { WORD } },
	{ "boxes", "left", { WORD } },
	{ "boxes", "left-user", { UPTO((uid_t)-1) } },
	{ "boxes", "made", { FROM_1 } },
	/* Its credits and what it has under way are bounded together. */
	{ "boxes", "taker", { WORD, WORD, UPTO(LIMIT_SECONDS) } },
	{ "boxes", "item", { FROM_1, UPTO(UINT32_MAX) } },
	{ "accounts", "account", { WORD, ANY, UPTO(1) } },
	{ "powers", "client", { WORD } },
	{ "uplinks", "slot", { WORD } },
	{ "uplinks", "in:", { WORD } },
	{ "uplinks", "skipping", { { 1, 1 } } },
	{ "downlinks", "last", { UPTO(UINT64_MAX - 1) } },
	{ "downlinks", "slot", { WORD } },
	{ "downlinks", "segment", { WORD, ANY } },
	{ "downlinks", "data:", { WORD } },
	{ "downlinks", "range", { WORD } },
	{ "listeners", "listener", { WORD } },
	{ "keeping", "path", { WORD } },
	{ "control", "path", { WORD } },
	{ "control", "connection", { WORD } },
	{ "control", "in:", { WORD } },
	{ "control", "out:", { WORD } },
	{ "pid_file", "pid_name", { WORD } },
	{ "scoreboard", "started", { ANY } },
	{ "descriptors", "fd", { WORD } },
};

const struct by_hand *
by_hand_find(const char *section, struct str key)
{
	for (size_t i = 0; i < COUNT(list); i++)
		if (strcmp(list[i].section, section) == 0 &&
		    (strcmp(list[i].key, "*") == 0 ||
			str_eq(str_from(list[i].key), key)))
			return &list[i];
	return NULL;
}
