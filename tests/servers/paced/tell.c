/*
 * A paced server tells in its log what it waits for, if a test asks for that
 * because it waits in vain (page.h): whether helpers can be asked, the first
 * alarm, the askers that are no clients, and each slot but for idle clients'.
 */
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "base/loop/ticks.h"
#include "page.h"
#include "router/accounts/attempts.h"
#include "router/asks.h"
#include "router/model/clients.h"
#include "router/model/slots.h"

#define BYTES_SHOWN 40

/* To the log, past its own limits; a line that is lost is no matter. */
#define SAY(...) ((void)dprintf(STDERR_FILENO, __VA_ARGS__))

static void
tell_time(const char *what, usec when)
{
	SAY("%s in %" PRId64 " us", what, (int64_t)(when - ticks_now()));
}

static void
tell_asker(uint32_t asker)
{
	if (asks_number(asker) != 0)
		SAY(", has asked %" PRIu64, asks_number(asker));
	else if (asks_has_asked(asker))
		SAY(", has its answer");
	else if (asks_is_pending(asker))
		SAY(", waits to ask");
}

/* The beginning of the first line that has not run. */
static void
tell_line(struct str in)
{
	size_t len = 0;

	while (len < in.len && len < BYTES_SHOWN && in.at[len] != '\n')
		len++;
	SAY(", %zu bytes: \"%.*s\"", in.len, (int)len, in.at);
}

static void
tell_slot(uint32_t number)
{
	static const char *const states[] = { [SLOT_FREE] = "free",
		[SLOT_OPEN] = "open",
		[SLOT_ENDING] = "ending",
		[SLOT_CLOSED] = "closed" };
	const struct slot *slot = slots_get(number);
	const struct str in = buf_str(&slot->up.in);

	if (slot->kind == KIND_CLIENT && slot->state == SLOT_OPEN &&
	    !slots_is_reaped(slot) && in.len == 0 && !slot->down.full)
		return;
	SAY("tells: slot %u: %s %ld, %s%s%s%s", (unsigned)number,
	    slot->kind_name, (long)slot->log_pid, states[slot->state],
	    slots_is_reaped(slot) ? ", reaped" : "",
	    slot->up.paused ? ", paused" : "", slot->down.full ? ", full" : "");
	if (in.len > 0)
		tell_line(in);
	if (slot->up.resumes > 0)
		tell_time(", tries again", slot->up.resumes);
	if (conn_is(slot->conn)) {
		tell_asker(slot->conn.n);
		if (attempts_is_on(slot->conn))
			SAY(", an attempt");
	}
	SAY("\n");
}

static void
tell_helper(const char *name, enum asks_of of)
{
	SAY("tells: %s: %s, %zu questions\n", name,
	    asks_is_open(of)	   ? "open" :
		asks_is_coming(of) ? "comes" :
				     "none",
	    asks_questions(of));
}

static void
tell(void)
{
	tell_helper("keeper", ASKS_KEEPER);
	tell_helper("journal", ASKS_JOURNAL);
	if (ticks_due() != ALARMS_NEVER) {
		tell_time("tells: the first alarm is", ticks_due());
		SAY("\n");
	}
	for (uint32_t asker = ASKS_REPLAY; asker < ASKERS; asker++)
		if (asks_is_pending(asker)) {
			SAY("tells: asker %u", (unsigned)asker);
			tell_asker(asker);
			SAY("\n");
		}
	FOR_EACH_SLOT(number)
		tell_slot(number);
}

__attribute__((constructor)) static void
begin(void)
{
	page_tell = tell;
}
