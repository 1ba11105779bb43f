/* What must be true of all that was heard, taken together: see model.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "people.h"
#include "shared/names.h"
#include "tests/lib/must.h"

/* To the second, the router knows how long lines wait. */
#define WAIT_EXACT (1100 * MSEC)

/* A line with an ID, in the order of these. */
struct event {
	uint64_t id;
	uint32_t line;
};

static struct {
	struct event event[MODEL_LINES];
	size_t events;
} judge;

#define RIGHT(holds, number, why)                                          \
	MUST(holds, "%c, at %" PRIu64 ", \"%.*s\": %s",                    \
	    (int)('A' + people.model->line[number].life % 26), people.now, \
	    (int)model_text(people.model, number).len,                     \
	    model_text(people.model, number).at, why)

/* --- Answers ------------------------------------------------------------- */

static bool
may_speak(const struct person *person, size_t group)
{
	const struct group *of = &people.group[group];
	const bool has_role = person->roles[group] || person->voices[group];

	return people_is_vague(group) ||
	    ((person->in[group] || !of->flags['n']) &&
		(has_role || !of->flags['m']));
}

static bool
may_join(const struct person *person, size_t group, struct str key)
{
	const struct group *of = &people.group[group];
	const bool open = person->open[group];

	if (people_is_vague(group) || of->flags['b'] ||
	    people_may_be_empty(group))
		return !person->in[group];
	return !person->in[group] && (!of->flags['i'] || open) &&
	    (of->key[0] == '\0' || str_eq(str_from(of->key), key)) &&
	    (of->limit == 0 || open || people_members(group) < of->limit);
}

/* Is it to be one more connection of that client? */
static bool
may_attach(const struct person *person, const struct person *to)
{
	const struct str account = str_from(people_life(person)->account);

	return person->name[0] == '\0' && !person->attached && to != NULL &&
	    account.len > 0 &&
	    str_caseeq(account, str_from(people_life(to)->account));
}

/* Could the command be refused for this reason, as things are? */
static bool
may_refuse(
    const struct person *person, const struct command *said, enum code code)
{
	const bool in_group = said->count > 0 &&
	    (said->rule->args[0] == ARG_GROUP ||
		said->rule->args[0] == ARG_AUDIENCE);
	const size_t group =
	    in_group ? people_group(audience_group(said->arg[0])) : GROUPS - 1;
	const struct group *of = &people.group[group];
	const bool in = person->in[group];
	const bool vague = people_is_vague(group);
	const bool has_role = person->roles[group] || person->voices[group];
	const struct person *other;

	switch (code) {
	case CODE_ALREADY_MEMBER:
		return said->rule->verb != VERB_JOIN ||
		    people_may_be_in(person, group);
	case CODE_NOT_MEMBER:
		return !in_group || people_may_be_out(person, group);
	case CODE_NOT_OPERATOR:
		return vague || (in && !person->roles[group]) ||
		    said->rule->verb == VERB_FLAG || !in_group;
	case CODE_NO_SUCH_MEMBER:
		other = people_find(
		    said->arg[said->rule->verb == VERB_KICK ? 1 : 2]);
		return other == NULL || !other->in[group] ||
		    people_is_ending(other);
	case CODE_MUTED:
		return vague || !in_group || (of->flags['m'] && !has_role);
	case CODE_BANNED:
		return vague || !in_group || of->flags['b'];
	case CODE_BAD_KEY:
		return vague || of->key[0] != '\0';
	case CODE_INVITE_ONLY:
		return vague || of->flags['i'];
	case CODE_GROUP_FULL:
		return vague ||
		    (of->limit > 0 && people_members(group) >= of->limit);
	case CODE_NO_SUCH_GROUP:
		return vague || of->flags['s'] || people_may_be_empty(group) ||
		    !in_group;
	case CODE_NO_SUCH_NAME:
		other = people_find(said->arg[0]);
		return other == NULL || said->rule->verb != VERB_TELL ||
		    people_is_ending(other);
	case CODE_NAME_TAKEN:
		other = people_find(said->arg[0]);
		/* It may be a bot, which its account's name alone means. */
		return (other != NULL && other != person &&
			   !(may_attach(person, other) &&
			       str_caseeq(said->arg[0],
				   str_from(people_life(person)->account)))) ||
		    people_somebody_ends() || said->arg[0].len != 3;
	default:
		return true;
	}
}

/*
 * One more connection hears from then on what the client does: it is one when
 * it hears the next event, or when the router has it so.
 */
static bool
is_attached_by_now(const struct person *person, uint32_t line)
{
	while (line != 0 && people.model->line[line].id == 0)
		line = people.model->line[line].next;
	return people_life(person)->since < people.now ||
	    (line != 0 && people.model->line[line].id == people.now);
}

/* Is the name nobody's, or may who had it have left, or taken another one? */
static bool
may_be_free(const struct person *holder)
{
	return holder == NULL || people_is_ending(holder) ||
	    (people_may_have_done(holder) &&
		people_may_have(holder, VERB_NAME, GROUPS));
}

static bool
is_true(const struct person *person, uint32_t line)
{
	const struct person *client = people_client(person);
	const struct command heard = people_heard(line);
	const struct command said = people_said(people.model->line[line].asked);
	const struct person *other;
	enum code code = CODE_OK;
	struct str rest = heard.arg[1];
	uint64_t count;

	if (heard.rule->verb == VERB_ERR) {
		(void)code_find(heard.arg[1], &code);
		return may_refuse(client, &said, code);
	}
	switch (said.rule->verb) {
	case VERB_NAME:
		other = people_find(heard.arg[1]);
		if (people_life(person)->since != 0 && !person->attached)
			return is_attached_by_now(person, line) &&
			    (may_be_free(other) || may_attach(person, other));
		return may_be_free(other) || other == client;
	case VERB_NAMES:
		count = people_members(people_group(str_word(&rest)));
		return (str_to_number(rest, UINT64_MAX, &count) &&
			   count ==
			       people_members(people_group(said.arg[0]))) ||
		    people_somebody_ends();
	default:
		return true;
	}
}

/* "+o NAME", "-m", "+k KEY" ... */
static void
changes_mode(size_t group, struct str change, struct str word)
{
	struct group *of = &people.group[group];
	struct person *member = people_find(word);

	for (size_t i = 1; i < change.len; i++) {
		const char letter = change.at[i];
		const bool on = change.at[0] == '+';
		if (letter == 'o' && member != NULL)
			member->roles[group] = on;
		else if (letter == 'v' && member != NULL)
			member->voices[group] = on;
		else if (strchr("beI", letter) != NULL)
			of->flags['b'] = true;
		else
			of->flags[letter & 127] = on;
		if (letter == 'k') {
			memset(of->key, 0, sizeof(of->key));
			if (on)
				memcpy(of->key, word.at, word.len);
		}
		if (letter == 'l' &&
		    (!on || !str_to_number(word, UINT64_MAX, &of->limit)))
			of->limit = 0;
	}
}

/* Does the answer change anything? */
static bool
is_change(uint32_t line)
{
	const struct command heard = people_heard(line);

	return heard.rule->verb == VERB_OK &&
	    (str_eq(heard.arg[0], STR("name")) ||
		str_eq(heard.arg[0], STR("mode")) ||
		str_eq(heard.arg[0], STR("invite")));
}

static void
make_change(struct person *person, uint32_t line)
{
	const struct command heard = people_heard(line);
	const struct command said = people_said(people.model->line[line].asked);
	struct person *other;
	struct str rest = heard.arg[1], word;

	if (said.rule->verb == VERB_NAME) {
		person->attached = people_life(person)->since != 0;
		/* Its lead may have another one by now. */
		if (!person->attached || people_client(person)->name[0] == '\0')
			people_take_name(people_client(person), heard.arg[1]);
	} else if (said.rule->verb == VERB_INVITE) {
		word = str_word(&rest);
		other = people_find(rest);
		if (other != NULL)
			other->open[people_group(word)] = true;
	} else if (said.count > 1 && !people.model->line[line].full) {
		const size_t group = people_group(str_word(&rest));
		word = str_word(&rest);
		if (word.len > 0)
			changes_mode(group, word, rest);
	}
}

/* Is the next line an answer that was true, and changes something or not? */
static bool
may_step(const struct person *person, bool changes)
{
	const struct model_line *line = &people.model->line[person->at];

	return line->asked != 0 && line->id == 0 && line->when <= people.now &&
	    is_change(person->at) == changes && is_true(person, person->at);
}

/* Steps over lines that answer nothing, and the answers that are true now. */
static bool
step(struct person *person)
{
	const struct model_line *line = people.model->line;
	const uint32_t from = person->at;

	while (person->at != 0 && line[person->at].id == 0 &&
	    (line[person->at].asked == 0 || may_step(person, false)))
		person->at = line[person->at].next;
	return person->at != from;
}

/* Whose change, if it can be made, was made in the earliest turn. */
static struct person *
first_change(void)
{
	const struct model_line *line = people.model->line;
	struct person *first = NULL;

	FOR_EACH_PERSON(i) {
		struct person *person = &people.person[i];
		if (may_step(person, true) &&
		    (first == NULL ||
			line[person->at].when < line[first->at].when))
			first = person;
	}
	return first;
}

/* Everybody steps as far as the state before the event with this ID lets it. */
static void
settle(uint64_t id)
{
	struct person *next;
	bool any = true;

	people.now = id;
	while (any) {
		any = false;
		FOR_EACH_PERSON(i)
			any = step(&people.person[i]) || any;
		if (!any && (next = first_change()) != NULL) {
			make_change(next, next->at);
			next->at = people.model->line[next->at].next;
			any = true;
		}
	}
	FOR_EACH_PERSON(i) {
		const uint32_t at = people.person[i].at;
		RIGHT(at == 0 || people.model->line[at].id != 0 ||
			people.model->line[at].when + MODEL_TURN > id,
		    at, "it was never true");
	}
}

/* --- Events -------------------------------------------------------------- */

/* One event, and who has heard it. */
struct told {
	uint64_t id;
	uint32_t line; /* one of them */
	struct command command;
	size_t group; /* GROUPS: of none */
	uint32_t heard[MODEL_LIVES]; /* the line; 0: it has not */
	bool to[MODEL_LIVES]; /* whom it concerns */
	bool exactly; /* and nobody else */
};

/* Has it ended before it heard that it has the name? */
static bool
may_be_called(const struct person *person, struct str name)
{
	const struct model_line *line = people.model->line;

	/* One more connection has done as its lead. */
	if (people_life(person)->since != 0 || !people_may_have_done(person))
		return false;
	FOR_EACH_PERSON(i)
		for (uint32_t at = people_is_of(i, person) ?
			 people.model->life[i].said :
			 0;
		     at != 0 && line[at].when <= people.now; at = line[at].next)
			if (line[at].verb == VERB_NAME &&
			    str_caseeq(people_said(at).arg[0], name))
				return true;
	return false;
}

/* Does only a connection hear it, which has become one of the client? */
static bool
is_of_newcomer(const struct told *told, const struct person *client)
{
	uint32_t hearer = 0, count = 0;

	FOR_EACH_PERSON(i)
		if (told->heard[i] != 0) {
			hearer = i;
			count++;
		}
	return count == 1 && people.person[hearer].attached &&
	    people_client(&people.person[hearer]) == client;
}

/* Could it be the causer, by where it is, and where those are who heard it? */
static bool
fits(const struct told *told, const struct person *person, size_t group)
{
	switch (told->command.rule->verb) {
	case VERB_JOIN:
		return is_of_newcomer(told, person) ||
		    people_may_be_out(person, group);
	case VERB_LEAVE:
	case VERB_TOPIC:
	case VERB_MODE:
	case VERB_KICK:
		return person->in[group] ||
		    people_may_have(person, VERB_JOIN, group);
	case VERB_QUIT:
		FOR_EACH_PERSON(i)
			if (told->heard[i] != 0 &&
			    people_client(&people.person[i]) != person &&
			    !people_share(
				people_client(&people.person[i]), person) &&
			    !people_may_have(person, VERB_JOIN, GROUPS))
				return false;
		return true;
	default:
		return true;
	}
}

/*
 * Who has the name, or of those who may have it, whom the event fits: most
 * likely one that has not heard of a name, as others hear of one that changes.
 */
static struct person *
find_actor(const struct told *told, struct str name, size_t group)
{
	struct person *found = people_find(name), *person;

	for (uint32_t i = 2 * people.model->lives;
	     i-- > 0 && (found == NULL || !fits(told, found, group));) {
		person = &people.person[i % people.model->lives];
		if ((person->name[0] == '\0') == (i >= people.model->lives) &&
		    may_be_called(person, name) &&
		    (found == NULL || fits(told, person, group)))
			found = person;
	}
	if (found != NULL && !str_caseeq(str_from(found->name), name))
		people_take_name(found, name);
	return found;
}

static void
to_client(struct told *told, const struct person *client)
{
	FOR_EACH_PERSON(i)
		if (people_client(&people.person[i]) == client &&
		    !people.person[i].ended)
			told->to[i] = true;
}

/*
 * Returns the line by which it was answered; 0: none. Its other connections
 * are told that it is none of theirs.
 */
static uint32_t
asked_by(const struct told *told, const struct person *client)
{
	uint32_t asked = 0, unmarked = 0;

	FOR_EACH_PERSON(i) {
		const struct model_line *line =
		    &people.model->line[told->heard[i]];
		if (told->heard[i] == 0 ||
		    people_client(&people.person[i]) != client)
			continue;
		if (line->asked != 0)
			asked = line->asked;
		RIGHT(!line->elsewhere || client != &people.person[i] ||
			people_connections(client) > 1,
		    told->heard[i], "it has no other connection");
		unmarked += line->full && !line->elsewhere;
	}
	RIGHT(unmarked <= 1, told->line, "two connections did it");
	return asked;
}

static void
to_members(struct told *told, size_t group)
{
	FOR_EACH_PERSON(i)
		told->to[i] = people_client(&people.person[i])->in[group] &&
		    !people.person[i].ended;
	told->exactly = group < GROUPS - 1;
}

/* What "send" named: everybody, or those with a role. */
static bool
is_to_all(const struct person *actor)
{
	struct command said;

	FOR_EACH_PERSON(i)
		for (uint32_t at = people_is_of(i, actor) ?
			 people.model->life[i].chat :
			 0;
		     at != 0; at = people.model->line[at].next) {
			said = people_said(at);
			if (said.rule != NULL && said.count > 0 &&
			    (said.rule->traits & TRAIT_TAGS) != 0 &&
			    audience_group(said.arg[0]).len < said.arg[0].len)
				return false;
		}
	return true;
}

/* Is it a member? If only it could have known, it is. */
static bool
is_in(struct person *person, size_t group)
{
	person->in[group] = people_may_be_in(person, group);
	return person->in[group];
}

/* An event of a group: by whom, and in which. */
static void
act_in_group(struct told *told, struct person *actor, size_t group)
{
	const struct command *event = &told->command;
	const uint32_t asked = asked_by(told, actor);
	struct person *other;

	switch (event->rule->verb) {
	case VERB_JOIN:
		if (asked == 0 && is_of_newcomer(told, actor) &&
		    is_in(actor, group)) {
			FOR_EACH_PERSON(i)
				told->to[i] = told->heard[i] != 0;
			break;
		}
		if (actor->in[group] && people_may_be_out(actor, group))
			people_leaves(actor, group);
		RIGHT(may_join(actor, group,
			  asked != 0 ? people_said(asked).arg[1] :
				       str_from(people.group[group].key)),
		    told->line, "it may not join");
		FOR_EACH_PERSON(i) {
			struct person *member = &people.person[i];
			people.group[group].vague |=
			    member->in[group] && people_may_have_done(member);
			member->late |=
			    member->in[group] && people_is_ending(member);
		}
		actor->in[group] = true;
		actor->open[group] = false;
		actor->roles[group] = people_members(group) == 1;
		to_members(told, group);
		break;
	case VERB_LEAVE:
	case VERB_TOPIC:
	case VERB_MODE:
		RIGHT(is_in(actor, group), told->line, "it is no member");
		to_members(told, group);
		if (event->rule->verb == VERB_LEAVE)
			people_leaves(actor, group);
		if (event->rule->verb != VERB_MODE)
			break;
		told->exactly = false;
		changes_mode(group, event->arg[3], event->arg[4]);
		break;
	case VERB_MSG:
		if (!may_speak(actor, group))
			(void)is_in(actor, group);
		RIGHT(may_speak(actor, group), told->line, "it may not speak");
		to_members(told, group);
		to_client(told, actor);
		told->exactly = told->exactly && is_to_all(actor);
		break;
	default: /* VERB_KICK */
		other = find_actor(told, event->arg[3], group);
		RIGHT(other != NULL && is_in(other, group) &&
			is_in(actor, group) &&
			(actor->roles[group] || people_is_vague(group)),
		    told->line, "it may not");
		to_members(told, group);
		people_leaves(other, group);
		break;
	}
}

/* An event of one client: a quit, a new name, or a tell. */
static void
act_alone(struct told *told, struct person *actor)
{
	const struct command *event = &told->command;
	struct person *other;

	FOR_EACH_PERSON(i)
		told->to[i] = people_client(&people.person[i]) != actor &&
		    !people.person[i].ended &&
		    people_share(people_client(&people.person[i]), actor);
	told->exactly = !people_may_have(actor, VERB_JOIN, GROUPS) &&
	    !people_may_have(actor, VERB_LEAVE, GROUPS);
	if (event->rule->verb == VERB_QUIT) {
		RIGHT(!actor->guessed, told->line, "it has not heard all");
		RIGHT(people_is_ending(actor), told->line,
		    "a connection of it is here");
		actor->quit = told->id;
		people_quits(actor);
		return;
	}
	other = event->rule->verb == VERB_TELL ?
	    find_actor(told, event->arg[2], GROUPS) :
	    people_find(event->arg[2]);
	(void)asked_by(told, actor);
	if (event->rule->verb == VERB_NAME &&
	    str_eq(grammar_name_of(event->arg[1]), event->arg[2])) {
		/* Whoever asked is told that it has the name. */
		FOR_EACH_PERSON(i)
			told->to[i] =
			    people.model->line[told->heard[i]].asked != 0;
		told->exactly = true;
		return;
	}
	if (event->rule->verb == VERB_TELL)
		memset(told->to, 0, sizeof(told->to));
	to_client(told, actor);
	if (event->rule->verb == VERB_TELL) {
		RIGHT(other != NULL, told->line, "nobody is called so");
		to_client(told, other);
		told->exactly = true;
		return;
	}
	RIGHT(may_be_free(other) || other == actor, told->line,
	    "the name is taken");
	people_take_name(actor, event->arg[2]);
}

/* Whom it concerns, and what it changes, if that is known of its verb. */
static void
act(struct told *told)
{
	static const enum verb in_groups[] = { VERB_JOIN, VERB_LEAVE,
		VERB_TOPIC, VERB_MODE, VERB_MSG, VERB_KICK };
	static const enum verb alone[] = { VERB_QUIT, VERB_NAME, VERB_TELL };
	const struct command *event = &told->command;
	const size_t causer = grammar_causer(event->rule);
	bool in_group = false, known = false;

	for (size_t i = 0; i < COUNT(in_groups); i++)
		in_group = in_group || event->rule->verb == in_groups[i];
	for (size_t i = 0; i < COUNT(alone); i++)
		known = known || event->rule->verb == alone[i];
	if (!in_group && !known)
		return;
	const size_t group = told->group =
	    in_group ? people_group(audience_group(event->arg[1])) : GROUPS;
	struct person *actor = causer < event->count ?
	    find_actor(told, grammar_name_of(event->arg[causer]), group) :
	    NULL;
	RIGHT(actor != NULL, told->line, "there is nobody of that name");
	if (in_group)
		act_in_group(told, actor, group);
	else
		act_alone(told, actor);
}

/*
 * Has its client left the group, or one that it shared with who caused it,
 * which only those know that have ended?
 */
static bool
may_have_left(const struct told *told, const struct person *client)
{
	FOR_EACH_PERSON(i)
		if (told->heard[i] != 0 &&
		    people_client(&people.person[i]) == client)
			return false;
	return told->command.rule->verb != VERB_TELL &&
	    people_may_be_out(client, told->group);
}

/* It did not hear what concerns it: it has ended before. */
static void
misses(uint32_t number, const struct told *told)
{
	const struct model_life *life = &people.model->life[number];
	const struct person *person = &people.person[number];
	const bool drops = (life->ends & (MODEL_DEAF | MODEL_KILLED)) != 0 ||
	    !life->told || life->bye == BYE_SLOW_READER ||
	    life->bye == BYE_INTERNAL || people.model->starved;

	if (life->id >= told->id || (!life->told && life->ends == 0)) {
		RIGHT(may_have_left(told, people_client(person)), told->line,
		    life->name);
		if (told->group < GROUPS)
			people_leaves(people_client(person), told->group);
	} else if (!drops) {
		people_ends(number);
		people_client(person)->guessed = people_client(person)->gone;
	}
}

/*
 * The server has nothing of the connection any more, and went on: with the last
 * of a client, who shares a group with it and hears on has heard that it quit.
 * One more connection of somebody may have come too late for it.
 */
static void
is_gone(uint32_t number)
{
	const struct model_life *life = people.model->life;
	const struct person *client = people_client(&people.person[number]);
	uint32_t witness = MODEL_LIVES;

	FOR_EACH_PERSON(i)
		if (&people.person[i] != client && !people.person[i].ended &&
		    !people.person[i].attached && life[i].id >= people.now &&
		    people_share(&people.person[i], client))
			witness = i;
	people_ends(number);
	RIGHT(!client->gone || client->late || witness == MODEL_LIVES ||
		people.model->starved,
	    life[witness].heard_last, "nobody was told who had quit");
}

/* All lines with one ID, from this one on. Returns their number. */
static size_t
take_event(size_t first)
{
	struct told told = { .id = judge.event[first].id, .group = GROUPS };
	const struct model_line *line = people.model->line;
	size_t count = 0;

	settle(told.id);
	FOR_EACH_PERSON(i)
		if (people.model->life[i].gone != 0 &&
		    people.model->life[i].gone < told.id &&
		    !people.person[i].ended)
			is_gone(i);
	for (; first + count < judge.events &&
	     judge.event[first + count].id == told.id;
	     count++) {
		const uint32_t at = judge.event[first + count].line;
		const struct command command = people_heard(at);
		struct person *person = &people.person[line[at].life];
		/* A kick comes before its leave. */
		if (told.line == 0 || command.rule->verb == VERB_KICK) {
			told.line = at;
			told.command = command;
		}
		for (size_t i = 0; i < count; i++) {
			const uint32_t like = judge.event[first + i].line;
			RIGHT(people_heard(like).rule != command.rule ||
				line[like].life == line[at].life ||
				line[like].full != line[at].full ||
				line[like].elsewhere != line[at].elsewhere ||
				line[at].id ==
				    people.model->life[line[at].life].lines ||
				line[like].hash == line[at].hash,
			    at, "others have heard something else");
		}
		RIGHT(person->at == at, person->at, "it was not true");
		/* Without memory nobody may have told it that it is one. */
		person->attached |= people.model->starved &&
		    people.model->life[line[at].life].since != 0;
		person->at = line[at].next;
		told.heard[line[at].life] = at;
	}
	act(&told);
	FOR_EACH_PERSON(i) {
		RIGHT(told.heard[i] == 0 || told.to[i] || !told.exactly,
		    told.heard[i], "it is not for it");
		if (told.exactly && told.to[i] && told.heard[i] == 0)
			misses(i, &told);
	}
	return count;
}

/* --- Slow readers -------------------------------------------------------- */

/* When the first line that had not been sent to it then came; 0: none. */
static usec
waits_since(uint32_t number, size_t sent)
{
	const struct model_life *life = &people.model->life[number];
	const struct model_turn *turn = &people.model->turn[life->turn];
	size_t bytes = 0;

	for (uint32_t at = life->heard; at != 0;
	     at = people.model->line[at].next) {
		bytes += people.model->line[at].len + 1;
		if (bytes > sent)
			return people.model->line[at].when;
	}
	/* It may have ended before it heard all that; or no more than that. */
	while (bytes == sent && turn->lines <= life->came && turn->next != 0)
		turn = &people.model->turn[turn->next];
	return bytes == sent && turn->lines > life->came ? turn->when : 0;
}

/*
 * Did it leave before the other one, which was too slow in the same turn? A
 * client of several connections quits with the last.
 */
static bool
leaves_first(const struct model_judged *judged, uint32_t other)
{
	const uint64_t quit = people.person[judged->life].quit;

	for (uint32_t i = 0; i < people.model->judges; i++)
		if (people.model->judged[i].life == other &&
		    people.model->judged[i].when == judged->when)
			return quit != 0 && quit < people.person[other].quit &&
			    people_connections(
				people_client(&people.person[other])) == 1;
	return true;
}

static void
check_slow(const struct model_judged *judged)
{
	const struct model_life *life = &people.model->life[judged->life];
	const usec since =
	    waits_since(judged->life, judged->sent[judged->life]);

	RIGHT(judged->sent[judged->life] != SIZE_MAX, life->heard_last,
	    "its pipe was not full");
	if (people.model->starved || judged->waits > people.model->queue_max ||
	    since + people.model->stall_time <= judged->when + WAIT_EXACT)
		return;
	FOR_EACH_PERSON(i) {
		const usec other = judged->sent[i] == SIZE_MAX ?
		    judged->when :
		    waits_since(i, judged->sent[i]);
		RIGHT(other == 0 || !leaves_first(judged, i) ||
			since <= other + WAIT_EXACT,
		    life->heard_last, "another one was slower");
	}
}

static int
compare(const void *a, const void *b)
{
	const struct event *one = a, *other = b;

	if (one->id != other->id)
		return one->id < other->id ? -1 : 1;
	return one->line < other->line ? -1 : one->line > other->line;
}

size_t
model_judge(const struct model *model)
{
	memset(&judge, 0, sizeof(judge));
	memset(&people, 0, sizeof(people));
	people.model = model;
	for (uint32_t i = 1; i < model->lines; i++)
		if (model->line[i].id != 0)
			judge.event[judge.events++] =
			    (struct event) { model->line[i].id, i };
	qsort(judge.event, judge.events, sizeof(judge.event[0]), compare);
	FOR_EACH_PERSON(i)
		people.person[i].at = model->life[i].heard;
	for (size_t i = 0; i < judge.events;)
		i += take_event(i);
	settle(UINT64_MAX);
	FOR_EACH_PERSON(i) {
		const struct model_life *life = &model->life[i];
		RIGHT(people.person[i].at == 0, people.person[i].at,
		    "it was not true at its time");
		uint32_t at = life->said; /* tags have no answer */
		while (at != 0 && model->line[at].verb == VERB_TAGS)
			at = model->line[at].next;
		RIGHT(at == 0 || life->told || life->ends != 0, at,
		    "it was not answered");
	}
	for (uint32_t i = 0; i < model->judges; i++)
		check_slow(&model->judged[i]);
	return judge.events;
}
