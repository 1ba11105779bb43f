/* The former names of registered groups: see former_names.h. */
#include "router/verbs/accounts/former_names.h"

#include "base/config/config.h"
#include "base/loop/ticks.h"
#include "base/state/module.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/kept_log.h"
#include "router/delivery/record.h"
#include "router/model/clients.h"
#include "router/model/slots.h"
#include "router/verbs/accounts/ends.h"
#include "router/verbs/accounts/group_writes.h"
#include "router/verbs/accounts/registrations.h"
#include "router/verbs/work/lasting.h"

/* The time between two looks whether a former name is free. */
#define PAUSE (20 * MSEC)

static struct {
	/* Rows whose new name the journal may not have stored. */
	uint32_t *listed;
	bool *is_listed; /* by row */
	size_t count;
} former_names;

static void
list_row(uint32_t row)
{
	if (former_names.is_listed[row])
		return;
	former_names.is_listed[row] = true;
	former_names.listed[former_names.count++] = row;
}

void
former_names_keep(uint32_t row, struct str former)
{
	struct registration *entry = registrations_get(row);

	registrations_set_former(row, former);
	entry->asked = entry->wanted;
	entry->given = event_ids_next_number();
	entry->recorded = 0;
	list_row(row);
}

void
former_names_tell(uint32_t row, bool has_event)
{
	struct registration *entry = registrations_get(row);
	const struct str former = registration_former(entry);
	const struct str name = registration_name(entry);

	if (lasting_rename_group(former, name, entry->asked, entry->given) &&
	    (has_event || !record_is_on() ||
		record_renamed(former, name, entry->asked)))
		entry->recorded = record_last();
}

void
former_names_note(uint32_t row)
{
	if (registrations_get(row)->former_len > 0)
		list_row(row);
}

/*
 * Returns whether the journal does not know the group by its former name any
 * more: another one is registered by it, which is not possible before that.
 */
static bool
is_former_free(uint32_t row)
{
	const uint32_t other =
	    registrations_find(registration_former(registrations_get(row)));

	return other != ROWS_NONE && other != row;
}

/*
 * Does what is to be done for the row's history. Returns whether that is all:
 * the journal has stored the name, and the keeper is told so; or the row has
 * been freed, perhaps for another group.
 */
static bool
is_settled(uint32_t row)
{
	struct registration *entry = registrations_get(row);

	if (entry->former_len == 0)
		return true;
	if (!is_former_free(row)) {
		if (entry->recorded == 0 && kept_log_has_room())
			former_names_tell(row, false);
		if (entry->recorded == 0 || !record_is_stored(entry->recorded))
			return false;
	}
	registrations_set_former(row, STR(""));
	entry->recorded = 0;
	group_writes_change(row);
	return true;
}

void
former_names_end(uint32_t row)
{
	const struct registration *entry = registrations_get(row);

	if (entry->former_len > 0 && entry->recorded == 0 &&
	    config_wants_journal(config_now()) && !is_former_free(row)) {
		former_names_tell(row, false);
		if (entry->recorded == 0)
			ends_add_group(registration_former(entry));
	}
}

bool
former_names_are_told(void)
{
	for (size_t i = 0; i < former_names.count; i++) {
		const struct registration *entry =
		    registrations_get(former_names.listed[i]);
		if (entry->former_len > 0 && entry->recorded == 0)
			return false;
	}
	return true;
}

void
former_names_repeat(void)
{
	for (size_t i = 0; i < former_names.count; i++)
		registrations_get(former_names.listed[i])->recorded = 0;
}

void
former_names_turn(bool may_tell)
{
	size_t i = 0;

	while (may_tell && i < former_names.count) {
		const uint32_t row = former_names.listed[i];
		if (!is_settled(row)) {
			i++;
			continue;
		}
		former_names.is_listed[row] = false;
		former_names.listed[i] =
		    former_names.listed[--former_names.count];
	}
}

/* Returns the row of the group that had that name; null: there is none. */
static const struct registration *
find_former(struct str former)
{
	for (size_t i = 0; i < former_names.count; i++) {
		const struct registration *entry =
		    registrations_get(former_names.listed[i]);
		if (entry->former_len > 0 &&
		    str_caseeq(registration_former(entry), former))
			return entry;
	}
	return NULL;
}

struct str
former_names_present(struct str former)
{
	const struct registration *entry = find_former(former);

	return entry == NULL ? STR("") : registration_name(entry);
}

bool
former_names_wait(uint32_t who, struct str former)
{
	const struct registration *entry = find_former(former);

	if (entry == NULL ||
	    clock_wall() > entry->asked + config_now()->hold_time)
		return false;
	slots_get(clients_slot(who))->up.not_before = ticks_mono() + PAUSE;
	return true;
}

MODULE(former_names) = { TABLES(TABLE(former_names.listed, REGISTRATIONS_MAX),
    TABLE(former_names.is_listed, REGISTRATIONS_MAX)) };
