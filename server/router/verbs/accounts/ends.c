/* Ends of accounts and registered groups: see ends.h. */
#include "router/verbs/accounts/ends.h"

#include <string.h>

#include "base/config/config.h"
#include "base/loop/ticks.h"
#include "base/loop/watch.h"
#include "base/state/module.h"
#include "router/delivery/record.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/slots.h"
#include "router/queue/budget.h"
#include "router/queue/retry.h"
#include "router/verbs/accounts/recorded_groups.h"
#include "router/verbs/accounts/registrations.h"
#include "router/verbs/work/lasting.h"
#include "shared/limits.h"
#include "shared/names.h"

/*
 * The keeper has no more than REGISTRATIONS_MAX. Each registered group can end
 * meanwhile.
 */
#define MOST (2 * REGISTRATIONS_MAX)

/* The time between two looks whether a name is free. */
#define PAUSE (20 * MSEC)

struct end {
	bool is_account;
	bool told;
	uint8_t len;
	char at[LIMIT_GROUP];
	uint64_t recorded; /* the last record of what was told */
	uint64_t number; /* of the question to the keeper; 0: none */
	usec since; /* ticks_mono */
};

/* Saved: those that are not told. The keeper's report has the others. */
static struct {
	struct end *end;
	size_t count;
	size_t untold; /* of these */
	struct retry retry; /* the keeper could not write */
} ends;

static struct str
end_name(const struct end *end)
{
	return (struct str) { end->at, end->len };
}

static bool
end_account(struct str name)
{
	lasting_end_account(name);
	return record_account_ends(name);
}

/* Ends the past of a group that is not to last. Returns false if it is lost. */
static bool
end_group(struct str name)
{
	const uint32_t group = groups_find(name);

	lasting_end_group(name);
	return recorded_groups_is_named(name) ||
	    (group != GROUP_NONE && groups_is_kept(group)) ||
	    record_group_ends(name);
}

/* Tells the journal, if its log has room. */
static void
tell(struct end *end)
{
	end->told = end->is_account ? end_account(end_name(end)) :
				      end_group(end_name(end));
	if (!end->told)
		return;
	end->recorded = record_last();
	ends.untold--;
}

static struct end *
find(struct str name, bool is_account)
{
	for (size_t i = 0; i < ends.count; i++)
		if (ends.end[i].is_account == is_account &&
		    str_caseeq(end_name(&ends.end[i]), name))
			return &ends.end[i];
	return NULL;
}

/* Returns a new end; null: there is one of that name, or no room. */
static struct end *
make(struct str name, bool is_account)
{
	struct end *end = &ends.end[ends.count];

	if (find(name, is_account) != NULL || ends.count == MOST ||
	    name.len > LIMIT_GROUP)
		return NULL;
	*end = (struct end) { .is_account = is_account,
		.len = (uint8_t)name.len,
		.since = ticks_mono() };
	memcpy(end->at, name.at, name.len);
	ends.count++;
	ends.untold++;
	return end;
}

static void
add(struct str name, bool is_account)
{
	struct end *end = make(name, is_account);

	if (end != NULL)
		tell(end);
}

void
ends_add_account(struct str name)
{
	add(name, true);
}

void
ends_add_group(struct str name)
{
	add(name, false);
}

bool
ends_wait(void)
{
	return ends.untold > 0;
}

bool
ends_has_account(struct str name)
{
	return find(name, true) != NULL;
}

bool
ends_has_group(struct str name)
{
	return find(name, false) != NULL;
}

static bool
wait_for(uint32_t who, const struct end *end)
{
	if (end == NULL || ticks_mono() > end->since + config_now()->hold_time)
		return false;
	slots_get(clients_slot(who))->up.not_before = ticks_mono() + PAUSE;
	return true;
}

bool
ends_wait_for_account(uint32_t who, struct str name)
{
	return wait_for(who, find(name, true));
}

bool
ends_wait_for_group(uint32_t who, struct str name)
{
	return wait_for(who, find(name, false));
}

void
ends_repeat(void)
{
	for (size_t i = 0; i < ends.count; i++)
		ends.end[i].told = false;
	ends.untold = ends.count;
}

void
ends_keeper_started(void)
{
	for (size_t i = 0; i < ends.count; i++)
		ends.end[i].number = 0;
	ends.retry = (struct retry) { .delay = 0 };
}

void
ends_answered(const struct keeper_client_answer *answer)
{
	size_t i = 0;

	if (answer->number == 0)
		return;
	while (i < ends.count && ends.end[i].number != answer->number)
		i++;
	if (i == ends.count)
		return;
	ends.end[i].number = 0;
	if (answer->code != CODE_OK)
		retry_failed(&ends.retry);
	else if (ends.end[i].told)
		ends.end[i] = ends.end[--ends.count];
	watch_no_wait(); /* somebody may wait for the name */
}

/* Returns whether the journal has stored the end, or there is none. */
static bool
is_stored(const struct end *end)
{
	return end->told &&
	    (!config_wants_journal(config_now()) ||
		record_is_stored(end->recorded));
}

/* Has the keeper forget an end that is stored. Returns false if it cannot. */
static bool
settle(struct end *end)
{
	char room[1 + LIMIT_GROUP];
	struct buf where;

	buf_init(&where, room, sizeof(room));
	if (end->is_account)
		(void)BUF_CAT(&where, STR("@"));
	(void)BUF_CAT(&where, end_name(end)); /* fits */
	end->number = keeper_client_post(ENDS_TAG,
	    WORDS(STR("again"), STR("cut"), STR("ended"), buf_str(&where)));
	return end->number != 0;
}

/* Tells what could not be told before, if there is room now. */
static void
tell_more(void)
{
	bool any = false;

	for (size_t i = 0; i < ends.count && ends.untold > 0; i++) {
		if (ends.end[i].told)
			continue;
		if (!record_has_room() || (any && budget_turn_is_spent()))
			return;
		any = true;
		tell(&ends.end[i]);
	}
}

void
ends_turn(void)
{
	tell_more();
	if (ends.count == 0 || !keeper_client_is_connected())
		return;
	if (retry_waits(&ends.retry)) {
		retry_wake(&ends.retry);
		return;
	}
	for (size_t i = 0; i < ends.count; i++)
		if (ends.end[i].number == 0 && is_stored(&ends.end[i]) &&
		    !settle(&ends.end[i]))
			return;
}

static void
ends_save(struct state *state)
{
	for (size_t i = 0; i < ends.count; i++)
		if (!ends.end[i].told)
			state_put_text(state,
			    ends.end[i].is_account ? STR("account") :
						     STR("group"),
			    end_name(&ends.end[i]));
}

static void
ends_load(struct state *state)
{
	while (state_next(state)) {
		const bool is_account = state_is(state, STR("account"));
		if (!is_account && !state_is(state, STR("group")))
			continue;
		if ((is_account ? name_spelling(state->value) :
				  group_check(state->value)) != CODE_OK ||
		    ends.count == MOST)
			state_wrong(state, "invalid name, or too many");
		else
			(void)make(state->value, is_account);
	}
}

MODULE(ends) = { TABLES(TABLE(ends.end, MOST)),
	SECTION("lost_ends", ends, MODULE_MAY_LACK) };
