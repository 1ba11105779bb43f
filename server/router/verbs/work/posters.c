/* The posters of items: see posters.h. */
#include "router/verbs/work/posters.h"

#include "router/delivery/fanout.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/verbs/work/store.h"

uint32_t
posters_listener(const struct item *item)
{
	const uint32_t poster = quota_client(item->holder);

	return poster != CLIENT_NONE && identity_wants_full(poster) ?
	    poster :
	    CLIENT_NONE;
}

void
posters_tell(
    const struct item *item, struct str what, uint32_t by, struct str more)
{
	const uint32_t poster = posters_listener(item);

	if (poster == CLIENT_NONE)
		return;
	fanout_event(poster,
	    EVENT(NO_WORDS,
		WORDS(what, DECIMAL(item->id), groups_name(item->box),
		    FANOUT_ACTOR, more),
		by));
}

bool
posters_block(const struct item *item)
{
	const uint32_t poster = posters_listener(item);

	return poster != CLIENT_NONE && slots_client_over_mark(poster);
}

void
posters_lose(uint32_t number)
{
	const struct item *item = boxes_item(number);
	const uint32_t poster = quota_client(item->holder);

	if (poster != CLIENT_NONE)
		fanout_client(poster,
		    WORDS(STR("dropped"), DECIMAL(item->id),
			groups_name(item->box)));
	store_must(item->box, store_cut_item(item));
	boxes_drop(number);
}
