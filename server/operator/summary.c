/* The summary (USR1): see summary.h. */
#include "operator/summary.h"

#include "base/log/log.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/queue/outq.h"

/* The room kept for " ... and more". */
#define TAIL_ROOM 64

/* Adds the piece if that leaves room for the tail. */
static bool
summary_add(struct buf *line, struct str piece)
{
	char *room;

	return buf_room(line, &room) >= piece.len + TAIL_ROOM &&
	    BUF_CAT(line, piece);
}

/* Adds " 1=[ali javad]"; false if it did not fit. */
static bool
add_group(struct buf *line, uint32_t group)
{
	const struct set *members = groups_members(group);
	bool fits = summary_add(line, STR(" ")) &&
	    summary_add(line, groups_name(group)) &&
	    summary_add(line, STR("=["));

	for (size_t i = 0; fits && i < members->count; i++)
		fits = (i == 0 || summary_add(line, STR(" "))) &&
		    summary_add(line, clients_name(members->at[i]));
	return fits && summary_add(line, STR("]"));
}

static void
log_groups(void)
{
	struct buf *line = log_begin(LEVEL_INFO);
	bool fits = true;

	(void)BUF_CAT(line, STR("groups:")); /* empty: it fits */
	for (uint32_t group = groups_next(0); fits && group != GROUP_NONE;
	     group = groups_next(group + 1))
		if (groups_members(group)->count > 0)
			fits = add_group(line, group);
	if (!fits)
		(void)BUF_CAT(line, STR(" ... and more"));
	log_end();
}

static void
log_queues(void)
{
	uint64_t slow = 0;

	FOR_EACH_SLOT(slot)
		slow += slots_get(slot)->down.full;
	LOG(STR("queues: {#bytes} bytes waiting, {} bytes in memory, "
		"{} slow clients"),
	    DECIMAL(outq_waiting()), DECIMAL(segments_held()), DECIMAL(slow));
}

void
summary_log(void)
{
	LOG(STR("uptime: {#seconds} s"), DECIMAL(ticks_uptime() / SEC));
	LOG(STR("clients: {#clients}{}{#max_clients}"), DECIMAL(clients_used()),
	    clients_used() > clients_counts()->max ? STR(", limit ") :
						     STR(" of "),
	    DECIMAL(clients_counts()->max));
	log_groups();
	log_queues();
	LOG(STR("memory: {#bytes} bytes"), DECIMAL(arena_used()));
}
