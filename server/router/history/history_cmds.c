/*
 * The commands that read the past of groups and of talks (history and talks),
 * that delete from it (redact and forget), and sync: their words, and
 * whether the client may ask that.
 */
#include "base/config/config.h"
#include "router/accounts/registered_groups.h"
#include "router/asks.h"
#include "router/delivery/answers.h"
#include "router/delivery/events.h"
#include "router/delivery/fanout.h"
#include "router/delivery/record.h"
#include "router/history/journal_link.h"
#include "router/history/reading.h"
#include "router/model/account_names.h"
#include "router/model/clients.h"
#include "router/model/groups.h"
#include "router/model/rights.h"
#include "router/model/slots.h"
#include "shared/limits.h"
#include "shared/names.h"

/* The longest text to look for: with it, a request fits a line. */
#define TEXT_MOST LIMIT_TOPIC

/* The forms of HOW. Small letters are words that may lack or be 0. */
static const struct how {
	struct str word;
	const char *pattern; /* I: an ID, N: a number, T: a text, or none */
	enum wish_way way;
	bool has_lines; /* "lines" may come before it */
	bool is_after; /* its ID is the lower bound, else the upper */
} hows[] = {
	{ LIT("last"), "Ni", WISH_BACKWARD, true, true },
	{ LIT("after"), "zN", WISH_FORWARD, true, true },
	{ LIT("before"), "IN", WISH_BACKWARD, true, false },
	{ LIT("missed"), "IN", WISH_BACKWARD, true, false },
	{ LIT("between"), "zIN", WISH_FORWARD, true, true },
	{ LIT("find"), "NzT", WISH_FIND, false, false },
};

static bool
read_id(struct str word, bool may_be_zero, uint64_t *id)
{
	return word.len > 0 && word.len <= LIMIT_ID &&
	    str_to_number(word, UINT64_MAX, id) &&
	    ((word.at[0] != '0' && *id > 0) ||
		(may_be_zero && str_eq(word, STR("0"))));
}

static enum code
read_count(struct str word, struct wish *wish, struct excess *over)
{
	uint64_t count;

	if (!str_to_number(word, UINT64_MAX, &count) || count == 0)
		return CODE_BAD_COMMAND;
	wish->count = (uint32_t)count;
	if (count <= LIMIT_PAST)
		return CODE_OK;
	*over = (struct excess) { .limit = LIMIT_PAST };
	return CODE_TOO_MANY;
}

/* Reads the words by the pattern: the count, up to two IDs, and the text. */
static enum code
read_words(struct str rest, const char *pattern, struct wish *wish,
    uint64_t id[2], struct excess *over)
{
	enum code code = CODE_OK;
	size_t ids = 0;

	for (; *pattern != '\0' && code == CODE_OK; pattern++) {
		if (*pattern == 'T') {
			wish->text = rest;
			code = rest.len > 0 ? text_check(rest, TEXT_MOST) :
					      CODE_OK;
			if (code == CODE_TOO_LONG)
				*over = (struct excess) { TEXT_MOST, rest.len };
			return code;
		}
		if (*pattern == 'i' && rest.at == NULL)
			break;
		struct str word = str_word(&rest);
		if (*pattern == 'N')
			code = read_count(word, wish, over);
		else if (!read_id(word, *pattern != 'I', &id[ids++]))
			code = CODE_BAD_COMMAND;
	}
	return code == CODE_OK && rest.at != NULL ? CODE_BAD_COMMAND : code;
}

/* Takes a word that may be there, and the next one instead of it. */
static bool
take_option(struct str *word, struct str option, struct str *rest)
{
	if (!str_eq(*word, option))
		return false;
	*word = str_word(rest);
	return true;
}

/* Returns CODE_OK, or what is wrong; *over is then the limit that is exceeded.
 */
static enum code
read_wish(struct wish *wish, const struct command *command, struct excess *over)
{
	struct str rest = command->arg[2];
	struct str word = command->arg[1];
	const struct how *how = NULL;
	uint64_t id[2] = { 0 };
	enum code code;

	wish->only_said = take_option(&word, STR("said"), &rest);
	wish->in_lines = take_option(&word, STR("lines"), &rest);
	for (size_t i = 0; i < COUNT(hows); i++)
		if (str_eq(hows[i].word, word))
			how = &hows[i];
	if (how == NULL || rest.len == 0 || (wish->in_lines && !how->has_lines))
		return CODE_BAD_COMMAND;
	code = read_words(rest, how->pattern, wish, id, over);
	wish->way = how->way;
	wish->asked = id[0];
	*(how->is_after ? &wish->after : &wish->before) = id[0];
	wish->missed = str_eq(word, STR("missed"));
	wish->resumes_at_first = wish->missed || str_eq(word, STR("before"));
	if (!str_eq(word, STR("between")))
		return code;
	wish->resumes_at_first = id[0] > id[1];
	wish->way = id[0] > id[1] ? WISH_BACKWARD : WISH_FORWARD;
	wish->after = id[0] > id[1] ? id[1] : id[0];
	wish->before = id[0] > id[1] ? id[0] : id[1];
	return code;
}

/* Finds only the client's account. Returns CODE_OK, or why it may not ask. */
static enum code
find_own(struct target *target, client_id me)
{
	*target = (struct target) { .account = clients_account(me) };
	target->token = record_account_token(target->account, target->own);
	if (target->token.len == 0)
		return CODE_NOT_ALLOWED;
	return config_now()->state == NULL ? CODE_UNAVAILABLE : CODE_OK;
}

/* Finds the talk with an account: by its name, or by that of its client. */
static enum code
find_talk(struct target *target, struct str name)
{
	const struct str other = record_account_of(name);

	if (target->account.len == 0 ||
	    (other.len == 0 && client_is(clients_find(name))))
		return CODE_NOT_ALLOWED;
	if (other.len == 0)
		return CODE_NO_SUCH_NAME;
	target->place = (struct past_place) { .is_talk = true, .name = other };
	target->where = token_talk(target->token,
	    record_account_token(other, target->other), target->at);
	return CODE_OK;
}

/*
 * A group that nobody is in now may have a past all the same, which accounts
 * that are members can read, if it stays. Who is banned may not.
 */
static enum code
find_group(struct target *target, const struct command *command, client_id me)
{
	const uint32_t group = command->group;
	const struct membership *m = command->membership;

	target->place.name = command->arg[0];
	if (group != GROUP_NONE) {
		target->place.name = groups_name(group);
		target->joined = m != NULL ? m->joined : 0;
		target->where = record_group_token(group, target->at);
		if (!record_stays(group))
			target->begun = groups_get(group)->created;
	} else {
		const struct str name = target->place.name;
		const uint64_t made = registered_groups_made(name);
		if (made == 0 &&
		    !config_list_has(&config_now()->history_group, name))
			return CODE_NOT_MEMBER;
		target->where = token_make(name, made, target->at);
	}
	return (target->joined == 0 && target->account.len == 0) ||
		(group != GROUP_NONE && command->membership == NULL &&
		    rights_silenced(me, group) == CODE_BANNED) ?
	    CODE_NOT_MEMBER :
	    CODE_OK;
}

/*
 * Finds the group or talk that the command names with its first word. Returns
 * CODE_OK, or why it is nothing for the client.
 */
static enum code
find_named(struct target *target, conn_id who, const struct command *command)
{
	struct str word = command->arg[0];

	if (find_own(target, client_of(who)) == CODE_NOT_ALLOWED)
		target->account = STR("");
	return str_skip(&word, STR("@")) ?
	    find_talk(target, word) :
	    find_group(target, command, client_of(who));
}

/* Finds it likewise for who asks for what was said there. */
static enum code
find_target(struct target *target, conn_id who, const struct command *command)
{
	const bool is_talk = command->arg[0].at[0] == '@';
	const enum code code = find_named(target, who, command);

	/* Without a history, there is what accounts have missed in talks. */
	return code == CODE_OK &&
		(is_talk ? config_now()->state == NULL :
			   config_now()->history == HISTORY_NO) ?
	    CODE_UNAVAILABLE :
	    code;
}

/*
 * Refuses a request, in words that say more than those of the code. A group
 * that the client may not see does not exist for it.
 */
static enum outcome
refuse_past(conn_id who, const struct command *command, enum code code)
{
	const client_id me = client_of(who);

	if (code == CODE_NOT_ALLOWED)
		return answers_refuse_saying(who, command, code,
		    clients_account(me).len > 0 ?
			STR("private messages with somebody who has no account "
			    "are not recorded") :
			STR("log in to an account first"));
	if (code == CODE_UNAVAILABLE && config_now()->history == HISTORY_NO)
		return answers_refuse_saying(
		    who, command, code, STR("this server keeps no history"));
	if (code == CODE_NOT_MEMBER && !rights_see(me, command->group))
		code = CODE_NO_SUCH_GROUP;
	return answers_refuse(who, command, code);
}

enum outcome
history_cmd(conn_id who, const struct command *command)
{
	struct excess over = { .limit = 0 };
	struct wish wish = { .count = 0 };
	struct reading_end end;
	struct target target;
	enum code code = read_wish(&wish, command, &over);

	if (code != CODE_OK)
		return answers_refuse_verb(
		    who, command->rule->word, code, over);
	code = find_target(&target, who, command);
	if (code != CODE_OK)
		return refuse_past(who, command, code);
	if (!reading_go_on(who, &target, &wish, &end))
		return OUTCOME_WAIT;
	if (end.code != CODE_OK)
		return refuse_past(who, command, end.code);
	return answers_ok(who, command,
	    WORDS(command->arg[0], DECIMAL(end.found), DECIMAL(end.last)));
}

enum outcome
talks_cmd(conn_id who, const struct command *command)
{
	struct excess over = { .limit = 0 };
	struct wish wish = { .count = LIMIT_PAST,
		.missed = command->count == 0 };
	struct reading_end end;
	struct target target;
	enum code code = wish.missed ? CODE_OK :
	    command->count < 3	     ? CODE_BAD_COMMAND :
				       read_count(command->arg[2], &wish, &over);

	if (code != CODE_OK)
		return answers_refuse_verb(
		    who, command->rule->word, code, over);
	if (!wish.missed) { /* the grammar has passed both as IDs */
		(void)str_to_number(command->arg[0], UINT64_MAX, &wish.after);
		(void)str_to_number(command->arg[1], UINT64_MAX, &wish.before);
	}
	code = find_own(&target, client_of(who));
	if (code != CODE_OK)
		return refuse_past(who, command, code);
	if (!reading_go_on(who, &target, &wish, &end))
		return OUTCOME_WAIT;
	if (end.code != CODE_OK)
		return refuse_past(who, command, end.code);
	return answers_ok(who, command, WORDS(DECIMAL(end.found)));
}

/*
 * Tells the clients of an account. A connection that is behind will learn of
 * the deletion, or of the mark, when it asks.
 */
static void
tell_account(struct str account, conn_id who, const struct event *event)
{
	FOR_EACH_OF_ACCOUNT(client, account)
		FOR_EACH_CONN_OF(it, client)
			if (!conn_same(it, who) && !slots_over_mark(it))
				fanout_event(it, event);
}

/*
 * Keeps how far the client's account has read, if it has one and there is a
 * state, and tells its other connections; or asks for that. No ID is beyond the
 * present time, or the last event.
 */
enum outcome
seen_cmd(conn_id who, const struct command *command)
{
	const struct str target = command->arg[0];
	const struct str account = clients_account(client_of(who));
	const uint64_t now = clock_wall() + event_ids_ahead();
	struct asks_answer answer = { .code = CODE_OK, .text = STR("0") };
	struct target at;
	const bool keeps = config_now()->state != NULL && account.len > 0 &&
	    find_named(&at, who, command) == CODE_OK;
	uint64_t id = 0;

	(void)str_to_number(command->arg[1], UINT64_MAX, &id); /* or 0 */
	id = id < now ? id : now;
	if (id == 0) {
		if (keeps &&
		    !asks_journal(who.n, WORDS(STR("mark"), at.token, at.where),
			NULL, &answer))
			return OUTCOME_WAIT;
		return answer.code != CODE_OK ?
		    answers_refuse(who, command, answer.code) :
		    answers_ok(who, command, WORDS(target, answer.text));
	}
	if (keeps &&
	    !record_add(&(const struct unstored_line) { .kind = STR("seen"),
		.where = at.token,
		.rest = WORDS(at.where, DECIMAL(id)) }))
		return answers_refuse(who, command, CODE_UNAVAILABLE);
	tell_account(account, who,
	    EVENT(
		NO_WORDS, WORDS(STR("seen"), target, DECIMAL(id)), CONN_NONE));
	return answers_ok(who, command, WORDS(target, DECIMAL(id)));
}

enum outcome
sync_cmd(conn_id who, const struct command *command)
{
	struct asks_answer answer;

	if (!asks_journal(who.n, WORDS(STR("sync")), NULL, &answer))
		return OUTCOME_WAIT;
	if (answer.code != CODE_OK)
		return answers_refuse(who, command, answer.code);
	return answers_ok(who, command, WORDS(DECIMAL(answer.covers)));
}

/* Tells that the message is deleted, when it is: a talk's two parties, too. */
static enum outcome
tell_redacted(
    conn_id who, const struct command *command, const struct target *target)
{
	const client_id me = client_of(who);
	const struct str word = command->rule->word, message = command->arg[1];
	const bool is_talk = target->place.is_talk;
	const struct str to = is_talk ? command->arg[0] : target->place.name;
	const struct str name = clients_name(me),
			 id = DECIMAL(event_ids_next());
	struct str text = { NULL, 0 };

	if (command->count > 2 &&
	    (is_talk ||
		rights_speak(me, command->group, command->membership,
		    command->arg[2]) == CODE_OK))
		text = command->arg[2];
	const struct event *event =
	    EVENT(WORDS(word, id, to, name, message, text),
		WORDS(word, id, to, FANOUT_ACTOR, message, text), who);
	if (!is_talk) {
		(void)fanout_group(command->group, event);
		return OUTCOME_DONE;
	}
	fanout_settle();
	(void)record_in_talk(
	    target->account, target->place.name, event, NULL, false);
	fanout_event(who, event);
	tell_account(target->account, who, event);
	if (!str_caseeq(target->account, target->place.name))
		tell_account(target->place.name, who, event);
	return OUTCOME_DONE;
}

/*
 * Looks for the message, which its sender and the group's operators may delete,
 * and has the journal erase it; then that is told. Only members may delete from
 * a group, as the others are told of it.
 */
enum outcome
redact_cmd(conn_id who, const struct command *command)
{
	const bool operates = command->membership != NULL &&
	    (command->membership->roles & ROLE_OPERATOR) != 0;
	struct wish wish = { .count = 1, .looks = true };
	struct asks_answer answer;
	struct reading_end end;
	struct target target;
	uint64_t id = 0;
	enum code code = find_target(&target, who, command);

	if (code == CODE_OK && !target.place.is_talk &&
	    command->membership == NULL)
		code = CODE_NOT_MEMBER;
	(void)str_to_number(command->arg[1], UINT64_MAX, &id); /* an ID */
	if (code == CODE_OK && *asks_kept(who) != id) {
		wish.after = id - 1;
		wish.before = id + 1;
		target.token = STR(""); /* it may be from before it came */
		target.begun = 0;
		target.joined = 1;
		if (!reading_go_on(who, &target, &wish, &end))
			return OUTCOME_WAIT;
		code = end.code;
		if (code == CODE_OK && end.found == 0)
			code = journal_link_is_failing() ?
			    CODE_UNAVAILABLE : /* it may be there later */
			    CODE_NO_SUCH_MESSAGE;
		else if (code == CODE_OK && !end.is_author && !operates)
			return answers_refuse_saying(who, command,
			    CODE_NOT_ALLOWED,
			    STR("only its sender and the group's operators may "
				"delete that message"));
	}
	if (code != CODE_OK)
		return refuse_past(who, command, code);
	*asks_kept(who) = id; /* it was found, and may be erased */
	if (!asks_journal(who.n,
		WORDS(STR("erase"), target.where, command->arg[1],
		    DECIMAL(id + 1)),
		NULL, &answer))
		return OUTCOME_WAIT;
	/* It was there; so this question, or another one, has erased it. */
	if (answer.code != CODE_OK && answer.code != CODE_NO_SUCH_MESSAGE)
		return refuse_past(who, command, answer.code);
	return tell_redacted(who, command, &target);
}

enum outcome
forget_cmd(conn_id who, const struct command *command)
{
	struct asks_answer answer;
	struct target target;
	const enum code code = find_own(&target, client_of(who));

	if (code != CODE_OK)
		return refuse_past(who, command, code);
	/* What is said while it goes on stays. */
	if (*asks_kept(who) == 0)
		*asks_kept(who) = event_ids_next();
	if (!asks_journal(who.n,
		WORDS(STR("forget"), target.token, target.account,
		    command->count > 0 ? command->arg[0] :
					 DECIMAL(*asks_kept(who))),
		NULL, &answer))
		return OUTCOME_WAIT;
	if (answer.code != CODE_OK)
		return refuse_past(who, command, answer.code);
	return answers_ok(who, command, NO_WORDS);
}
