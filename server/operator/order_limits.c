/* The order "limits": each limit in force, and the key that sets it. */
#include <stdbool.h>
#include <stddef.h>

#include "base/config/config.h"
#include "base/mem/limits.h"
#include "operator/order.h"

/* The limits that keys set, in the order of keys.def, then the others. */
static const struct limit {
	struct str key; /* or "-" */
	size_t member;
	size_t fixed; /* the limit; 0: it is the member */
	bool zero; /* 0 is a limit */
	struct str what;
} limits[] = {
#define LIST(...)
#define NETWORKS(...)
#define TEXT(...)
#define NUMBER(...)
#define TIME(...)
#define WORD(...)
#define SWITCH(...)
#define LIMIT(key, set, least, most, usual, what, zero) \
	{ LIT(#key), offsetof(struct config, key), 0, zero, LIT(what) },
#include "base/config/keys.def"
#define HARD(limit, what)                            \
	{                                            \
		LIT("-"), 0, limit, false, LIT(what) \
	}
	HARD(HOLDS_MAX, "keys held or waited for, all clients"),
	HARD(HOLDS_PER_PLACE, "keys held or waited for, one address"),
	HARD(LIMIT_HOLDS, "keys held or waited for, one client"),
	HARD(BOXES_MAX, "boxes"),
	HARD(BOX_ITEMS_MAX, "items waiting in one box"),
};

/* Writes "KEY LIMIT WHAT" for each; "-" stands for what there is none of. */
enum order_outcome
order_limits(const struct order *order)
{
	const char *config = (const char *)config_now();

	for (; *order->cursor < COUNT(limits); ++*order->cursor) {
		const struct limit *limit = &limits[*order->cursor];
		const size_t value = limit->fixed > 0 ?
		    limit->fixed :
		    *(const size_t *)(const void *)(config + limit->member);
		if (!order_has_room(order->out))
			return ANSWERED_IN_PART;
		(void)BUF_CAT(order->out, STR("- "), limit->key, STR(" "),
		    value > 0 || limit->zero ? DECIMAL(value) : STR("-"),
		    STR(" "), limit->what, STR("\n")); /* there is room */
	}
	return order_answer(order, STR("ok"), STR("limits"));
}
