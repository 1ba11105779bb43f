/* The history's records: see record.h. */
#include "router/delivery/record.h"

#include <string.h>

#include "base/config/config.h"
#include "base/state/module.h"
#include "router/delivery/event_ids.h"
#include "router/delivery/guests.h"
#include "router/delivery/kept_log.h"
#include "router/delivery/mail_log.h"
#include "router/delivery/record_members.h"
#include "router/delivery/record_words.h"
#include "router/delivery/seals.h"
#include "router/model/account_names.h"
#include "router/model/client_identity.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/modes.h"
#include "router/model/shown_modes.h"

/* Room for a WHERE of accounts, until its line is built. */
static struct {
	char *where;
} recorded;

bool
record_is_on(void)
{
	return config_now()->history != HISTORY_NO;
}

/* Adds lines of tags, each with as many tags as fit. */
static void
add_tags(const struct kept_log_line *event, const struct str tags[FANOUT_TAGS])
{
	struct kept_log_line line = *event;

	line.verb = STR("tags");
	for (size_t i = 0; i < FANOUT_TAGS; i++) {
		struct str left = tags[i], part;
		while (record_words_tags(
		    &left, KEPT_LOG_REST(line.verb, line.where), &part)) {
			line.rest = WORDS(part);
			kept_log_add(&line);
		}
	}
}

/* Adds the event of the group, with its tags. */
static void
add_event(uint32_t group, struct words words, enum record_sort sort,
    const struct str tags[FANOUT_TAGS])
{
	struct str room[FORMS_WORDS];
	const struct kept_log_line line = { .sort = KEPT_LOG_EVENT,
		.closed = modes_is_closed(group),
		.verb = words.at[0],
		.where = groups_name(group),
		.rest = record_words_rest(words, sort, room) };

	if (tags != NULL)
		add_tags(&line, tags);
	kept_log_add(&line);
}

/* Ends a batch with something that was said. */
static void
end_event(void)
{
	kept_log_end();
	if (kept_log_lost())
		seals_lost();
}

/* Records what the event means for the membership of an account. */
static void
add_membership(uint32_t group, const struct event *event, struct words words,
    enum record_sort sort)
{
	if (sort == RECORD_JOIN)
		record_members_add_in(group, event->actor);
	else if (sort == RECORD_LEAVE)
		record_members_add_out(group, event->actor);
	else if (sort == RECORD_KICK)
		record_members_add_out(group, clients_find(words.at[4]));
}

/*
 * Returns whether the journal has to know of the event. It may know members of
 * a group of which nothing is recorded now.
 */
static bool
is_recorded(uint32_t group, enum record_sort sort)
{
	if (sort == RECORD_LEAVE || sort == RECORD_KICK)
		return record_members_leave(group);
	return sort != RECORD_NOTHING && record_members_are_told(group);
}

/*
 * Returns whether the group's history has the event. It has that it is wanted
 * again, and what is said about an earlier record.
 */
static bool
has_event(uint32_t group, struct words words, enum record_sort sort)
{
	return shown_modes_recorded(group) ||
	    (groups_history(group)->applies &&
		(sort == RECORD_REDACT ||
		    (sort == RECORD_MODE && record_words_want_history(words))));
}

void
record_in_group(uint32_t group, const struct event *event,
    const struct str tags[FANOUT_TAGS])
{
	const enum record_sort sort = record_words_sort(event->full);
	struct str room[FORMS_WORDS];
	struct words words;
	uint64_t id;

	if (!is_recorded(group, sort))
		return;
	words = forms_full(event, room);
	id = record_words_id(words);
	if (!(has_event(group, words, sort) ? kept_log_begin_event(id) :
					      kept_log_begin(id)))
		return;
	if (has_event(group, words, sort))
		seals_begin(id, words.at[0], event->actor);
	if (record_members_are_told(group))
		record_members_begin(
		    group, sort == RECORD_JOIN ? event->actor : CLIENT_NONE);
	if (has_event(group, words, sort))
		add_event(group, words, sort, tags);
	add_membership(group, event, words, sort);
	end_event();
}

/* Returns whether any of the groups has a history. */
static bool
have_history(const struct set *groups)
{
	for (size_t i = 0; i < groups->count; i++)
		if (shown_modes_recorded(groups->at[i]))
			return true;
	return false;
}

/* Adds the event for one group of its actor. */
static void
add_shared(uint32_t group, const struct event *event)
{
	struct str room[FORMS_WORDS];

	if (!shown_modes_recorded(group))
		return;
	record_members_begin(group, CLIENT_NONE);
	add_event(group, forms_full(event, room), RECORD_SHARED, NULL);
}

void
record_in_groups(const struct set *groups, const struct set *heard,
    const struct event *event, const struct event *unsaid)
{
	uint64_t id;

	if (!record_is_on() ||
	    record_words_sort(event->full) != RECORD_SHARED ||
	    !have_history(groups))
		return;
	id = record_words_id(event->full);
	if (!kept_log_begin_event(id))
		return;
	seals_begin(id, event->full.at[0], event->actor);
	for (size_t i = 0; i < groups->count; i++)
		add_shared(groups->at[i],
		    set_has(heard, groups->at[i]) ? event : unsaid);
	kept_log_end();
}

/* Returns whether what is said between the two clients is recorded. */
static bool
has_talk(uint32_t client, uint32_t other)
{
	const struct str account = identity_account(client);
	const struct str to = identity_account(other);

	return config_now()->history == HISTORY_ALL &&
	    (account.len > 0 || to.len > 0) &&
	    !account_names_is_private(account) && !account_names_is_private(to);
}

/* Adds the lines of an event of a talk, with its tags. */
static void
add_talk(struct str party, struct str other, struct words words,
    const struct str tags[FANOUT_TAGS])
{
	const enum record_sort sort = record_words_sort_between(words);
	struct kept_log_line line = { .sort = KEPT_LOG_EVENT, .closed = true };
	struct str rest[FORMS_WORDS];

	line.verb = words.at[0];
	line.where = record_words_talk(party, other, recorded.where);
	line.rest = record_words_rest(words, sort, rest);
	if (tags != NULL)
		add_tags(&line, tags);
	kept_log_add(&line);
}

/* Records an event of a talk. */
static void
add_to_talk(struct str party, struct str other, const struct event *event,
    const struct str tags[FANOUT_TAGS])
{
	struct str room[FORMS_WORDS];
	const struct words words = forms_full(event, room);
	const uint64_t id = record_words_id(words);

	if (!kept_log_begin_event(id))
		return;
	seals_begin(id, words.at[0], event->actor);
	add_talk(party, other, words, tags);
	end_event();
}

void
record_between(uint32_t client, uint32_t other, const struct event *event,
    const struct str tags[FANOUT_TAGS])
{
	char one[GUESTS_NAME], two[GUESTS_NAME];

	if (record_words_sort_between(event->full) != RECORD_NOTHING &&
	    has_talk(client, other))
		add_to_talk(guests_party(client, one), guests_party(other, two),
		    event, tags);
}

bool
record_has_letter(uint32_t client, struct str account)
{
	return config_now()->history == HISTORY_ALL && account.len > 0 &&
	    !account_names_is_private(account) &&
	    !account_names_is_private(identity_account(client));
}

bool
record_letter(uint32_t client, struct str account, const struct event *event)
{
	struct str room[FORMS_WORDS];
	char party[GUESTS_NAME];
	struct words words;

	if (!record_has_letter(client, account))
		return true;
	words = forms_full(event, room);
	if (!kept_log_begin(record_words_id(words)))
		return false;
	add_talk(guests_party(client, party), account, words, NULL);
	kept_log_end();
	return !kept_log_lost();
}

void
record_redacted(struct str party, struct str other, const struct event *event)
{
	if (record_is_on())
		add_to_talk(party, other, event, NULL);
}

void
record_done(void)
{
	seals_end();
}

bool
record_seals(void)
{
	return record_is_on() &&
	    config_now()->history_sync == HISTORY_SYNC_EACH;
}

/* Returns whether something that is said cannot be stored now. */
static bool
refuses(void)
{
	return seals_refuse() || (record_seals() && !kept_log_has_room());
}

bool
record_refuses(uint32_t group)
{
	return shown_modes_recorded(group) && refuses();
}

bool
record_refuses_between(uint32_t client, uint32_t other)
{
	return has_talk(client, other) && refuses();
}

/* Ends the talks of a guest, who leaves or has an account now. */
static void
end_guest(uint32_t client)
{
	char room[GUESTS_NAME];
	const struct str name = guests_forget(client, room);

	if (name.len > 0)
		(void)record_control(STR("last"), STR("*"), name);
}

void
record_logged_in(uint32_t client)
{
	if (identity_account(client).len > 0)
		end_guest(client);
	record_members_log_in(client);
}

void
record_logs_out(uint32_t client)
{
	record_members_log_out(client);
}

void
record_leaves(uint32_t client)
{
	record_members_quit(client);
}

void
record_mask(uint32_t group, enum masks_list list, bool adds, struct str mask)
{
	record_members_mask(group, list, adds, mask);
}

void
record_group_lasts(uint32_t group)
{
	struct group_history *history = groups_history(group);

	if (!record_is_on() || !history->begun ||
	    !kept_log_begin(event_ids_next_number()))
		return;
	/* All memberships end with the beginning of a passing group. */
	history->begun = history->lasts;
	if (history->lasts)
		record_members_add_begin(group);
	else
		record_members_begin(group, CLIENT_NONE);
	kept_log_end();
}

void
record_group_emptied(uint32_t group)
{
	struct group_history *history = groups_history(group);

	if (!history->begun || history->lasts ||
	    groups_members(group)->count > 0)
		return;
	history->begun = false;
	if (!record_is_on() || !kept_log_begin(event_ids_next_number()))
		return;
	record_members_add(group, STR("last"), STR(""));
	kept_log_end();
}

static bool
say_control(struct str verb, struct str where, struct str rest)
{
	return kept_log_say(
	    &(const struct kept_log_line) { .sort = KEPT_LOG_CONTROL,
		.closed = true,
		.verb = verb,
		.where = where,
		.rest = WORDS(rest) });
}

bool
record_control(struct str verb, struct str where, struct str rest)
{
	return record_is_on() && say_control(verb, where, rest);
}

bool
record_group_ends(struct str name)
{
	const uint32_t group = groups_find(name);

	if (group != GROUP_NONE)
		groups_history(group)->begun = false;
	return !record_is_on() || record_control(STR("end"), name, STR(""));
}

bool
record_account_ends(struct str account)
{
	struct buf buf;
	bool is_kept;

	buf_init(&buf, recorded.where, RECORD_WORDS_TALK);
	(void)BUF_CAT(&buf, STR("@"), account); /* fits */
	is_kept = !record_is_on() ||
	    record_control(STR("end"), buf_str(&buf), STR(""));
	mail_log_end(account);
	return is_kept;
}

static void
begin_all_anew(void)
{
	FOR_EACH_GROUP(group)
		groups_history(group)->begun = false;
}

void
record_anew(void)
{
	(void)say_control(STR("start"), STR("*"), STR("anew"));
	begin_all_anew();
}

bool
record_makes_good(void)
{
	if (!record_is_on() || !kept_log_lost_control())
		return false;
	record_anew();
	return true;
}

void
record_begin_group(uint32_t group)
{
	const struct group_history *history = groups_history(group);

	if (!record_is_on() || !history->applies || history->begun ||
	    groups_members(group)->count == 0 ||
	    !kept_log_begin(event_ids_next_number()))
		return;
	record_members_begin(group, CLIENT_NONE);
	kept_log_end();
}

bool
record_journal_ready(uint32_t slot, uint64_t last)
{
	const bool lost = kept_log_send_to(slot, last);

	if (lost)
		begin_all_anew();
	return !lost;
}

MODULE(recorded) = { TABLES(TABLE(recorded.where, RECORD_WORDS_TALK)),
	.leave = end_guest };
