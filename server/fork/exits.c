/* How a worker ends: see exits.h. */
#include "fork/exits.h"

static const struct {
	int code;
	struct str name;
} names[] = {
	{ EXITS_DONE, { "done", 4 } },
	{ EXITS_SERVER_GONE, { "server-gone", 11 } },
	{ EXITS_UNANSWERED, { "unanswered", 10 } },
	{ EXITS_SANDBOX, { "sandbox", 7 } },
	{ EXITS_POLL, { "poll", 4 } },
};

struct str
exits_name(int code)
{
	for (size_t i = 0; i < COUNT(names); i++)
		if (names[i].code == code)
			return names[i].name;
	return STR("unknown");
}
