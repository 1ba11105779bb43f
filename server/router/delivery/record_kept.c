/* The history's records that wait to be stored: see record.h. */
#include "router/delivery/kept_log.h"
#include "router/delivery/record.h"
#include "router/delivery/seals.h"

uint64_t
record_last(void)
{
	return kept_log_last();
}

bool
record_is_stored(uint64_t id)
{
	return kept_log_is_stored(id);
}

bool
record_has_room_now(void)
{
	return !record_is_on() || kept_log_has_room();
}

bool
record_has_room(void)
{
	return !record_is_on() || kept_log_is_short();
}

void
record_review(void)
{
	kept_log_rest();
	seals_rest();
}

void
record_turn(void)
{
	const uint64_t id = seals_next_refused();

	if (id != 0)
		kept_log_void(id, seals_next_refused);
	kept_log_turn();
}

void
record_journal_gone(void)
{
	kept_log_send_nowhere();
}

bool
record_was_sent(uint64_t id)
{
	return kept_log_was_sent(id);
}

void
record_stored(uint64_t id)
{
	kept_log_stored(id);
	record_review();
}

uint64_t
record_waiting(void)
{
	return kept_log_count();
}

bool
record_is_all_stored(void)
{
	return record_waiting() == 0;
}
