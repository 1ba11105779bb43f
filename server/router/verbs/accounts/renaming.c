/* Renaming of groups: see renaming.h. */
#include "router/verbs/accounts/renaming.h"

#include <string.h>

#include "base/config/config.h"
#include "base/log/log.h"
#include "base/state/columns.h"
#include "base/state/fields.h"
#include "base/state/module.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/fanout.h"
#include "router/delivery/handlers.h"
#include "router/delivery/record.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/queue/throttle.h"
#include "router/verbs/accounts/ends.h"
#include "router/verbs/accounts/former_names.h"
#include "router/verbs/accounts/group_writes.h"
#include "router/verbs/accounts/keeper_client.h"
#include "router/verbs/accounts/recorded_groups.h"
#include "router/verbs/accounts/registrations.h"
#include "router/verbs/people/read_marker.h"
#include "router/verbs/work/left_behind.h"
#include "shared/names.h"

/*
 * A group can be renamed so often in that time: each renaming takes its share.
 * The journal has room for so many names only.
 */
#define RENAMES_MOST 8
#define RENAMES_TIME ((uint64_t)24 * 60 * 60 * SEC)
#define SHARE (RENAMES_TIME / RENAMES_MOST)

static struct {
	char *old; /* room for the former name of the group at hand */
	uint64_t recorded; /* the record of its new name; 0: there is none */
} renaming;

/* Tells the members, and the client that has asked, in whose name it is done.
 */
static bool
tell_renamed(uint32_t group, struct str id, struct str name, uint32_t who,
    struct str text)
{
	const struct str verb = STR("rename"), title = groups_name(group);

	if (who == CLIENT_NONE)
		return fanout_group(group,
		    EVENT(
			WORDS(verb, id, title, STR(NAME_OPERATOR), name, text),
			WORDS(verb, id, title, STR(IDENTITY_OPERATOR), name,
			    text),
			CLIENT_NONE));
	const struct event *event =
	    EVENT(WORDS(verb, id, title, clients_name(who), name, text),
		WORDS(verb, id, title, FANOUT_ACTOR, name, text), who);
	return groups_has(group, who) ? fanout_group(group, event) :
					fanout_audience(group, 0, who, event);
}

/*
 * Renames a group that is there. Returns false if there is no memory to tell
 * its members, or to record it: then it keeps its name.
 */
static bool
rename_group(uint32_t group, struct str name, uint32_t who, struct str text)
{
	const uint64_t id = event_ids_next_number();
	const struct str old = { renaming.old, groups_name(group).len };

	memcpy(renaming.old, groups_name(group).at, old.len);
	fanout_settle();
	if (!tell_renamed(group, DECIMAL(id), name, who, text))
		return false;
	renaming.recorded = record_has(id) ? id : 0;
	LOG(STR("{name}: {event:rename} {group} {}"),
	    who == CLIENT_NONE ? STR(NAME_OPERATOR) : clients_name(who), old,
	    name);
	read_marker_renamed(old, name);
	left_behind_forget(name);
	groups_rename(group, name);
	return true;
}

/* Returns the client that waits for the row; CLIENT_NONE if it has gone. */
static uint32_t
renamer_of(const struct registration *entry, uint32_t row)
{
	const uint32_t who = entry->renamer;

	return who < CLIENTS_MAX && clients_is_named(who) &&
		group_writes_has_waited(who, row) ?
	    who :
	    CLIENT_NONE;
}

/* Returns whether a journal knows groups by their names. */
static bool
has_journal(void)
{
	return config_wants_journal(config_now());
}

/* The keeper must forget the other name. */
static void
undo(uint32_t row)
{
	registrations_get(row)->renames = false;
	group_writes_change(row);
}

/*
 * Gives the group its other name, which the keeper has written. If somebody has
 * made a group of that name meanwhile, this is undone.
 */
static void
finish_renaming(uint32_t row)
{
	struct registration *entry = registrations_get(row);
	const struct str name = registration_name(entry);
	const struct str other = registration_other(entry);
	const uint32_t group = groups_find(name);

	if (!str_caseeq(name, other) && groups_find(other) != GROUP_NONE) {
		undo(row);
		return;
	}
	if (group != GROUP_NONE &&
	    !rename_group(group, other, renamer_of(entry, row),
		registrations_reason(row))) {
		undo(row);
		return;
	}
	entry->renames = false;
	if (has_journal())
		former_names_keep(row, name);
	registrations_set_name(row, other);
	registrations_set_other(row, STR(""));
	if (has_journal())
		former_names_tell(
		    row, group != GROUP_NONE && renaming.recorded != 0);
}

uint64_t
renaming_send(uint32_t row)
{
	const struct registration *entry = registrations_get(row);
	const struct str name = registration_name(entry);
	const struct str other = registration_other(entry);

	if (!entry->renames)
		return keeper_client_post(row,
		    WORDS(STR("move"), STR("group"), other,
			registrations_text(entry, name, entry->modes.flags,
			    registration_former(entry), entry->asked)));
	return keeper_client_post(row,
	    WORDS(STR("move"), STR("group"), name,
		registrations_text(entry, other, entry->modes.flags,
		    has_journal() ? name : STR(""), entry->wanted)));
}

bool
renaming_written(uint32_t row, enum code code)
{
	struct registration *entry = registrations_get(row);

	if (code == CODE_UNAVAILABLE)
		return true; /* it is tried again */
	if (!entry->renames) {
		registrations_set_other(row, STR(""));
		return code == CODE_OK;
	}
	if (code == CODE_OK) {
		finish_renaming(row);
	} else {
		entry->renames = false;
		registrations_set_other(row, STR(""));
		group_writes_change(row);
	}
	return true;
}

/* Returns CODE_OK if the client may rename the group, or why not. */
static enum code
may_rename(uint32_t who, uint32_t group, uint32_t row)
{
	const struct registration *entry;

	if (group == GROUP_NONE || !rights_see(who, group))
		return CODE_NO_SUCH_GROUP;
	if (groups_is_kept(group) ||
	    recorded_groups_is_named(groups_name(group)))
		return CODE_NOT_ALLOWED;
	if (row == ROWS_NONE)
		return rights_operate(who, group);
	if (!groups_has(group, who))
		return CODE_NOT_MEMBER;
	entry = registrations_get(row);
	if (entry->is_new)
		return rights_operate(who, group) == CODE_OK ?
		    CODE_SLOW_DOWN :
		    rights_operate(who, group);
	if (!str_caseeq(registration_founder(entry), identity_account(who)))
		return CODE_NOT_OPERATOR;
	return entry->ends || entry->other_len > 0 ? CODE_SLOW_DOWN : CODE_OK;
}

/* Returns how long renamings count. A clock that was set back forgets them. */
static uint64_t
time_left(uint64_t until)
{
	const uint64_t now = clock_wall();

	return until <= now || until > now + RENAMES_TIME ? 0 : until - now;
}

/* Returns whether neither the group nor its row was renamed too often. */
static bool
is_rested(uint32_t group, uint32_t row)
{
	const uint64_t most = RENAMES_TIME - SHARE;

	return time_left(groups_history(group)->renamed) <= most &&
	    (row == ROWS_NONE ||
		time_left(registrations_get(row)->often) <= most);
}

static void
tire(uint64_t *until)
{
	*until = clock_wall() + time_left(*until) + SHARE;
}

/* Returns why no group may have that name, or an empty string. */
static struct str
why_not(uint32_t group, struct str name)
{
	if (str_eq(groups_name(group), name))
		return STR("the group has that name");
	if (recorded_groups_is_named(name))
		return STR(
		    "the server's configuration names a group like that");
	if (str_caseeq(groups_name(group), name))
		return STR("");
	if (groups_find(name) != GROUP_NONE ||
	    registrations_find(name) != ROWS_NONE ||
	    registrations_find_other(name) != ROWS_NONE)
		return STR(
		    "there is a group of that name, or it is registered");
	return STR("");
}

/* Refuses what the client may not do, or nobody may do. */
static enum outcome
refuse_rename(uint32_t who, const struct command *command, enum code code)
{
	const bool is_registered =
	    registrations_find(command->arg[0]) != ROWS_NONE;

	switch (code) {
	case CODE_NOT_OPERATOR:
		if (!is_registered)
			return answers_refuse(who, command, code);
		return answers_refuse_saying(who, command, code,
		    STR("only the account that has registered the group can "
			"rename it"));
	case CODE_NOT_ALLOWED:
		return answers_refuse_saying(who, command, code,
		    STR("the server's configuration names that group"));
	case CODE_UNAVAILABLE:
		return answers_refuse_saying(who, command, code,
		    STR("the new name cannot be stored; try again later"));
	default:
		return answers_refuse(who, command, code);
	}
}

/*
 * Answers once the keeper has written the name. If that comes too late, it is
 * undone.
 */
static enum outcome
finish_rename(uint32_t who, const struct command *command)
{
	struct str text;
	enum code code;
	uint32_t row;

	if (!group_writes_result(who, &code, &text))
		return OUTCOME_WAIT;
	row = registrations_find(command->arg[1]);
	if (code == CODE_OK && row != ROWS_NONE &&
	    str_eq(registration_name(registrations_get(row)), command->arg[1]))
		return OUTCOME_DONE; /* the event is the answer */
	if (code == CODE_OK)
		return answers_refuse_saying(who, command, CODE_EXISTS,
		    STR("there is a group of that name"));
	row = registrations_find(command->arg[0]);
	if (row != ROWS_NONE && registrations_get(row)->renames &&
	    registrations_get(row)->renamer == who)
		undo(row);
	return refuse_rename(
	    who, command, code == CODE_NO_SUCH_NAME ? CODE_NOT_OPERATOR : code);
}

/* Asks the keeper to write the new name. */
static enum outcome
begin_renaming(
    uint32_t who, const struct command *command, uint32_t row, struct str text)
{
	struct registration *entry = registrations_get(row);

	registrations_set_other(row, command->arg[1]);
	registrations_set_reason(row, text);
	entry->renames = true;
	entry->renamer = who;
	entry->wanted = event_ids_next_number();
	group_writes_change(row);
	group_writes_await(who, row, true, STR(""));
	return finish_rename(who, command);
}

enum outcome
rename_cmd(uint32_t who, const struct command *command)
{
	const uint32_t group = command->group;
	const uint32_t row = registrations_find(command->arg[0]);
	struct str text = STR(""), why;
	enum code code;

	if (group_writes_is_awaited(who))
		return finish_rename(who, command);
	code = may_rename(who, group, row);
	if (code != CODE_OK)
		return refuse_rename(who, command, code);
	why = why_not(group, command->arg[1]);
	if (why.len > 0)
		return answers_refuse_saying(who, command, CODE_EXISTS, why);
	if (former_names_wait(who, command->arg[1]) ||
	    ends_wait_for_group(who, command->arg[1]) ||
	    (row != ROWS_NONE &&
		former_names_wait(
		    who, registration_former(registrations_get(row)))))
		return OUTCOME_WAIT;
	if (former_names_present(command->arg[1]).len > 0 || ends_wait() ||
	    ends_has_group(command->arg[1]) ||
	    (row != ROWS_NONE && registrations_get(row)->former_len > 0))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	if (!record_has_room_now())
		return refuse_rename(who, command, CODE_UNAVAILABLE);
	if (!is_rested(group, row))
		return answers_refuse_saying(who, command, CODE_SLOW_DOWN,
		    STR("the group was renamed too often; try again in some "
			"hours"));
	if (!throttle_take(
		&clients_get(who)->throttle.renames, config_now()->rename_rate))
		return answers_refuse(who, command, CODE_SLOW_DOWN);
	tire(&groups_history(group)->renamed);
	if (row != ROWS_NONE)
		tire(&registrations_get(row)->often);
	if (command->count > 2 &&
	    rights_speak_by(who, command, command->arg[2]) == CODE_OK)
		text = command->arg[2];
	if (row != ROWS_NONE)
		return begin_renaming(who, command, row, text);
	return rename_group(group, command->arg[1], who, text) ?
	    OUTCOME_DONE :
	    refuse_rename(who, command, CODE_UNAVAILABLE);
}

static const struct field saved[] = {
	FIELD(BOOL, struct registration, renames),
	FIELD(NUMBER, struct registration, renamer),
	FIELD(NUMBER, struct registration, wanted),
	FIELD(NUMBER, struct registration, asked),
	FIELD(NUMBER, struct registration, given),
	FIELD(NUMBER, struct registration, recorded),
	FIELD(NUMBER, struct registration, often),
};

void
renaming_save(struct state *state, uint32_t row)
{
	const struct registration *entry = registrations_get(row);

	if (entry->other_len == 0 && entry->former_len == 0 &&
	    time_left(entry->often) == 0)
		return;
	if (entry->renames && registrations_reason(row).len > 0)
		state_put_text(state, STR("reason"), registrations_reason(row));
	if (entry->former_len > 0)
		state_put_text(
		    state, STR("former"), registration_former(entry));
	fields_put(state, FIELDS(saved), entry);
}

/* Returns whether the state's line is a name of a group, which it has to be. */
static bool
is_name(struct state *state)
{
	if (group_check(state->value) == CODE_OK)
		return true;
	state_wrong(state, "invalid group name");
	return false;
}

void
renaming_load(struct state *state, uint32_t row)
{
	const struct str value = state->value;

	if (state_is(state, STR("former"))) {
		if (!is_name(state))
			return;
		registrations_set_former(row, value);
		former_names_note(row);
	} else if (state_is(state, STR("reason"))) {
		if (text_check(value, LIMIT_TOPIC) == CODE_OK)
			registrations_set_reason(row, value);
	} else {
		fields_get(state, FIELDS(saved), registrations_get(row));
	}
}

/*
 * Saves "other NAME OTHER" for each name that the keeper is to write or to
 * forget. Programs that know nothing of it refuse the section: the keeper would
 * have both names.
 */
static void
save_others(struct state *state)
{
	for (uint32_t row = 0; row < registrations_ever(); row++) {
		const struct registration *entry = registrations_get(row);
		if (entry->name_len > 0 && entry->other_len > 0)
			STATE_PUT(state, STR("other"), registration_name(entry),
			    registration_other(entry));
	}
}

static void
load_other(struct state *state)
{
	struct str name = STR(""), other = STR("");
	uint32_t row;

	if (!STATE_LINE(state, WORD_TO(&name, group_check),
		WORD_TO(&other, group_check)))
		return;
	row = registrations_find(name);
	if (row != ROWS_NONE)
		registrations_set_other(row, other);
	else
		state_wrong(state, "another name of no registered group");
}

static void
load_others(struct state *state)
{
	while (state_next(state))
		if (state_is(state, STR("other")))
			load_other(state);
}

MODULE(renaming) = { TABLES(TABLE(renaming.old, LIMIT_GROUP)),
	.section = LIT("renamings"), .save = save_others, .load = load_others,
	.how = MODULE_MAY_LACK };
