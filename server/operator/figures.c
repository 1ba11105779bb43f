/* What the server tells of itself: see figures.h. */
#include "operator/figures.h"

#include <assert.h>
#include <unistd.h>

#include "accept/listen.h"
#include "base/log/log.h"
#include "base/log/stats.h"
#include "base/loop/ticks.h"
#include "base/mem/arena.h"
#include "operator/shutdown.h"
#include "router/asks.h"
#include "router/delivery/events.h"
#include "router/delivery/record.h"
#include "router/model/boxes.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/model/table.h"
#include "router/queue/outq.h"
#include "shared/clock.h"
#include "shared/usage.h"

#define DAY (86400 * SEC)

static void
put(struct buf *out, struct str key, struct str value)
{
	(void)BUF_CAT(out, STR("- "), key, STR(" "), value, STR("\n"));
}

static void
put_number(struct buf *out, struct str key, uint64_t number)
{
	put(out, key, DECIMAL(number));
}

/* Puts the counters, those of goodbyes by code, of turns by the longest. */
static void
put_counts(struct buf *out)
{
	static const struct str keys[] = {
		[STATS_CAME] = LIT("connections_total"),
		[STATS_ENDED] = LIT("ended_total"),
		[STATS_CRASHED] = LIT("crashed_total"),
		[STATS_REFUSED] = LIT("refused_total"),
		[STATS_FULL] = LIT("full_total"),
		[STATS_LINES_IN] = LIT("lines_received_total"),
		[STATS_LINES_OUT] = LIT("lines_sent_total"),
		[STATS_BYTES_IN] = LIT("received_bytes_total"),
		[STATS_BYTES_OUT] = LIT("sent_bytes_total"),
		[STATS_RETURNED] = LIT("items_returned_total"),
		[STATS_LOST] = LIT("log_lines_lost_total"),
		[STATS_RECORDED] = LIT("history_records_total"),
		[STATS_GAPS] = LIT("history_gaps_total"),
	};
	const uint64_t *count = stats_now()->count;

	static_assert(COUNT(keys) == STATS_BYE, "each has a key");
	for (size_t i = 0; i < COUNT(keys); i++)
		put_number(out, keys[i], count[i]);
	for (enum bye bye = 0; bye < BYE_COUNT; bye++)
		(void)BUF_CAT(out, STR("- bye."), bye_word(bye), STR(" "),
		    DECIMAL(count[STATS_BYE + bye]), STR("\n"));
	put_number(out, STR("turn_time"), count[STATS_TURN_TIME]);
	for (size_t i = 0; i < STATS_TURNS; i++)
		(void)BUF_CAT(out, STR("- turn."), DECIMAL(stats_turns[i]),
		    STR(" "), DECIMAL(count[STATS_TURN + i]), STR("\n"));
}

/* Puts the troubles that there are. */
static void
put_troubles(struct buf *out)
{
	/* IDs are ahead of a clock that was set back, or was wrong before. */
	const usec ahead = event_ids_ahead();
	const uint64_t trouble = stats_now()->trouble;
	const struct {
		struct str key;
		bool is_there;
	} rows[] = {
		{ LIT("trouble.unreadable"), trouble & STATS_UNREADABLE },
		{ LIT("trouble.unwritten"), trouble & STATS_UNWRITTEN },
		{ LIT("trouble.silent"), trouble & STATS_SILENT },
		{ LIT("trouble.no_journal"), trouble & STATS_NO_JOURNAL },
		{ LIT("trouble.unrecorded"), trouble & STATS_UNRECORDED },
		{ LIT("trouble.clock"), ahead > 60 * SEC && ahead <= DAY },
		{ LIT("trouble.ahead"), ahead > DAY },
	};

	for (size_t i = 0; i < COUNT(rows); i++)
		if (rows[i].is_there)
			put_number(out, rows[i].key, 1);
}

void
figures_put(struct buf *out)
{
	const struct stats *stats = stats_now();
	const usec now = clock_wall();
	const usec oldest = record_oldest(); /* an ID is a time */
	const struct {
		struct str key;
		uint64_t number;
	} rows[] = {
		{ LIT("process_id"), (uint64_t)getpid() },
		{ LIT("start_time_seconds"), stats->started },
		{ LIT("beat_time_seconds"), now },
		{ LIT("config_reload_time_seconds"),
		    stats->reloaded > 0 ? stats->reloaded : stats->started },
		{ LIT("config_reload_success"), !stats->reload_bad },
		{ LIT("clients"), conns_counts()->used },
		{ LIT("clients_max"), conns_counts()->max },
		{ LIT("groups"), groups_count() },
		{ LIT("queue_bytes"), outq_waiting() },
		{ LIT("queue_memory_bytes"), outq_held() },
		{ LIT("memory_bytes"), arena_used() },
		{ LIT("keys"), table_rows() },
		{ LIT("items_waiting"), boxes_sums()->waiting },
		{ LIT("items_taken"), boxes_sums()->taken },
		{ LIT("history_unstored_records"), record_unstored()->count },
		{ LIT("history_unstored_bytes"),
		    record_unstored()->queue.bytes },
		{ LIT("history_unstored_seconds"),
		    oldest > 0 && oldest < now ? now - oldest : 0 },
		{ LIT("history_questions"), asks_questions(ASKS_JOURNAL) },
	};

	put(out, STR("version"), STR(VERSION));
	put(out, STR("state"),
	    str_from(shutdown_word() != NULL ? shutdown_word() : "running"));
	/* Also of a server that drains, and listens nowhere any more. */
	put(out, STR("address"), str_from(listen_get(0)->text));
	for (size_t i = 0; i < COUNT(rows); i++)
		put_number(out, rows[i].key, rows[i].number);
	put_counts(out);
	put_troubles(out);
}

bool
figures_client(uint32_t *number, struct buf *out)
{
	const conn_id conn = conns_next(*number);
	const struct slot *slot;
	client_id client;
	usec since, active;

	if (!conn_is(conn))
		return false;
	*number = conn.n + 1;
	slot = slots_get(conns_slot(conn));
	client = client_of(conn);
	since = clock_wall() - (clock_mono() - slot->since);
	active = clock_wall() - (ticks_now() - slot->spoke);
	(void)BUF_CAT(out, STR("- "), DECIMAL((uint64_t)slot->log_pid),
	    STR(" "), clients_last_name(client),
	    slot->state != SLOT_OPEN	   ? STR(" leaving ") :
		slot->down.full		   ? STR(" slow ") :
		clients_get(client)->named ? STR(" here ") :
					     STR(" unnamed "),
	    DECIMAL(clients_get(client)->groups.count), STR(" "),
	    DECIMAL(slot->up.lines), STR(" "), DECIMAL(slot->down.lines),
	    STR(" "), DECIMAL(slot->down.queue.bytes), STR(" "), DECIMAL(since),
	    STR(" "), DECIMAL(active), STR(" "), DECIMAL(slot->up.bytes),
	    STR(" "), DECIMAL(slot->down.bytes), STR(" "),
	    str_from(conns_get(conn)->peer), STR("\n"));
	return true;
}

void
figures_log(void)
{
	const usec started = stats_now()->started;
	uint64_t slow = 0;

	LOG(STR("uptime: {seconds} s"),
	    DECIMAL((usec_later(clock_wall(), started) - started) / SEC));
	LOG(STR("clients: {clients}{}{max_clients}"),
	    DECIMAL(conns_counts()->used),
	    conns_counts()->used > conns_counts()->max ? STR(", limit ") :
							 STR(" of "),
	    DECIMAL(conns_counts()->max));
	LOG(STR("groups: {groups}"), DECIMAL(groups_count()));
	FOR_EACH_SLOT(slot)
		slow += slots_get(slot)->down.full;
	LOG(STR("queues: {bytes} bytes waiting, {} bytes in memory, "
		"{} slow clients"),
	    DECIMAL(outq_waiting()), DECIMAL(outq_held()), DECIMAL(slow));
	LOG(STR("memory: {bytes} bytes"), DECIMAL(arena_used()));
}
