/* What must be true of all that was heard, taken together: see model.h. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model.h"
#include "shared/names.h"
#include "tests/lib/must.h"

#define GROUPS 64

/* To the second, the router knows how long lines wait. */
#define WAIT_EXACT (1100 * MSEC)

/* The most bytes of an event that answers a command, without what it says. */
#define ANSWER (LIMIT_LINE - LIMIT_TEXT)

/* A client as all that was heard up to a moment makes it. */
struct person {
	char name[LIMIT_NAME + 1]; /* empty: none yet */
	uint32_t at; /* the next line of what it heard */
	bool gone; /* the client */
	bool ended; /* the connection, the client or not */
	bool attached; /* the rest is of its lead, from here on */
	bool guessed; /* that it is gone: it did not hear an event */
	uint64_t quit; /* the event; 0: nobody has heard it */
	uint64_t missed; /* the first event that it did not hear, */
	size_t missed_bytes; /* and all of them */
	bool in[GROUPS];
	bool roles[GROUPS]; /* it is an operator */
	bool voices[GROUPS];
	bool open[GROUPS]; /* it was invited */
};

struct group {
	char name[LIMIT_GROUP + 1];
	bool vague; /* who has which role, or what its modes are */
	bool flags[128]; /* by letter; b: it has masks */
	char key[LIMIT_GROUP_KEY + 1];
	uint64_t limit;
	uint64_t topic; /* hash; 0: none */
	uint64_t emptied; /* last */
};

/* A line with an ID, in the order of these. */
struct event {
	uint64_t id;
	uint32_t line;
};

static struct {
	const struct model *model;
	struct person person[MODEL_LIVES];
	struct group group[GROUPS];
	size_t groups;
	struct event event[MODEL_LINES];
	size_t events;
	uint64_t now; /* the state is that before the event with this ID */
	bool starved;
} judge;

#define FOR_EACH_PERSON(i) for (uint32_t i = 0; i < judge.model->lives; i++)

static struct str
text_of(uint32_t line)
{
	const struct model_line *of = &judge.model->line[line];

	return (struct str) { judge.model->text + of->at,
		of->len < MODEL_KEPT ? of->len : MODEL_KEPT };
}

/* What a life heard or said is split without a check. */
static struct command
heard_as(uint32_t line)
{
	struct command command = { 0 };

	(void)grammar_split(text_of(line), FROM_SERVER, &command);
	return command;
}

static struct command
said_as(uint32_t line)
{
	struct command command = { 0 };

	if (line != 0)
		(void)grammar_split(text_of(line), FROM_WORKER, &command);
	return command;
}

#define RIGHT(holds, number, why)                                        \
	MUST(holds, "%c, at %" PRIu64 ", \"%.*s\": %s",                  \
	    (int)('A' + judge.model->line[number].life % 26), judge.now, \
	    (int)text_of(number).len, text_of(number).at, why)

/* --- The state ----------------------------------------------------------- */

static size_t
find_group(struct str name)
{
	size_t i = 0;

	while (i < judge.groups &&
	    !str_caseeq(str_from(judge.group[i].name), name))
		i++;
	if (i < judge.groups || i == GROUPS - 1)
		return i; /* all that are too many are one, which is vague */
	judge.groups++;
	judge.group[i] = (struct group) { .flags = { ['n'] = true } };
	memcpy(judge.group[i].name, name.at,
	    name.len < LIMIT_GROUP ? name.len : LIMIT_GROUP);
	return i;
}

/* Connections of a client stand for their lead. */
static struct person *
client_of(const struct person *person)
{
	const size_t number = (size_t)(person - judge.person);

	return &judge.person[person->attached ? judge.model->life[number].lead :
						number];
}

/* Is it a connection of the client, or will it be one? */
static bool
is_of(uint32_t number, const struct person *client)
{
	return judge.model->life[number].lead ==
	    (uint32_t)(client - judge.person) ||
	    &judge.person[number] == client;
}

static size_t
connections(const struct person *client)
{
	size_t count = 0;

	FOR_EACH_PERSON(i)
		count += is_of(i, client);
	return count;
}

static size_t
members(size_t group)
{
	size_t count = 0;

	FOR_EACH_PERSON(i)
		count += judge.person[i].in[group];
	return count;
}

static const struct model_life *
life_of(const struct person *person)
{
	return &judge.model->life[person - judge.person];
}

static bool
is_ending_alone(uint32_t number)
{
	const struct model_life *life = &judge.model->life[number];

	return (life->ends != 0 || life->told) && life->id < judge.now;
}

/* May it have left, as all of its connections have? */
static bool
is_ending(const struct person *person)
{
	const struct person *client = client_of(person);

	if (client->gone)
		return false;
	FOR_EACH_PERSON(i)
		if (is_of(i, client) && !judge.person[i].ended &&
		    !is_ending_alone(i))
			return false;
	return true;
}

/* Has one of them left, so that nobody knows what that still said or did? */
static bool
may_have_done(const struct person *person)
{
	const struct person *client = client_of(person);

	FOR_EACH_PERSON(i)
		if (!client->gone && is_of(i, client) && is_ending_alone(i))
			return true;
	return false;
}

/* As the last of them may be gone, too. */
static bool
may_be_empty(size_t group)
{
	FOR_EACH_PERSON(i)
		if (judge.person[i].in[group] && !is_ending(&judge.person[i]))
			return false;
	return true;
}

/* Has somebody ended who may have changed its modes, and nobody knows it? */
static bool
is_vague(size_t group)
{
	const struct model_line *line = judge.model->line;

	if (group == GROUPS - 1 || judge.group[group].vague)
		return true;
	FOR_EACH_PERSON(i)
		for (uint32_t at = judge.model->life[i].said;
		     at != 0 && line[at].when <= judge.now;
		     at = line[at].next) {
			const struct command said = said_as(at);
			if (said.rule != NULL && said.count > 0 &&
			    (said.rule->verb == VERB_MODE ||
				said.rule->verb == VERB_INVITE ||
				said.rule->verb == VERB_JOIN) &&
			    line[at].when > judge.group[group].emptied &&
			    find_group(said.arg[0]) == group)
				return true;
		}
	return false;
}

/* Has it said that, of the group or of any, and nobody heard the answer? */
static bool
may_have(const struct person *person, enum verb verb, size_t group)
{
	struct command said;

	FOR_EACH_PERSON(i)
		for (uint32_t at =
			 is_of(i, person) ? judge.model->life[i].said : 0;
		     at != 0; at = judge.model->line[at].next) {
			said = said_as(at);
			if (said.rule != NULL && said.count > 0 &&
			    said.rule->verb == verb &&
			    (group == GROUPS ||
				find_group(said.arg[0]) == group))
				return true;
		}
	return false;
}

static void
leaves(struct person *person, size_t group)
{
	struct group *of = &judge.group[group];

	person->in[group] = person->roles[group] = person->voices[group] =
	    false;
	if (members(group) > 0)
		return;
	memset(of->flags, 0, sizeof(of->flags));
	of->flags['n'] = true;
	of->key[0] = '\0';
	of->limit = 0;
	of->vague = false;
	of->topic = 0;
	FOR_EACH_PERSON(i) {
		judge.person[i].open[group] = false;
		/* One that ended may have been there, and nobody knows it. */
		of->vague |= may_have_done(&judge.person[i]) &&
		    may_have(&judge.person[i], VERB_JOIN, group);
	}
	if (!of->vague)
		of->emptied = judge.now;
}

static bool
shares(const struct person *a, const struct person *b)
{
	for (size_t i = 0; i < judge.groups; i++)
		if (a->in[i] && b->in[i])
			return true;
	return false;
}

static void
quits(struct person *person)
{
	person->gone = true;
	FOR_EACH_PERSON(i)
		if (is_of(i, person))
			judge.person[i].ended = true;
	for (size_t i = 0; i < judge.groups; i++)
		if (person->in[i])
			leaves(person, i);
}

/* A connection ends; the client quits with its last. */
static void
ends(uint32_t number)
{
	struct person *client = client_of(&judge.person[number]);

	judge.person[number].ended = true;
	FOR_EACH_PERSON(i)
		if (is_of(i, client) && !judge.person[i].ended)
			return;
	quits(client);
}

static struct person *
find_person(struct str name)
{
	FOR_EACH_PERSON(i)
		if (!judge.person[i].gone &&
		    str_caseeq(str_from(judge.person[i].name), name))
			return &judge.person[i];
	return NULL;
}

/* Whoever had it is gone, if it may be. */
static void
take_name(struct person *person, struct str name)
{
	struct person *other = find_person(name);

	if (other != NULL && other != person) {
		other->guessed = true;
		quits(other);
	}
	memset(person->name, 0, sizeof(person->name));
	memcpy(person->name, name.at, name.len);
}

static bool
somebody_ends(void)
{
	FOR_EACH_PERSON(i)
		if (may_have_done(&judge.person[i]))
			return true;
	return false;
}

/* --- Answers ------------------------------------------------------------- */

static bool
may_speak(const struct person *person, size_t group)
{
	const struct group *of = &judge.group[group];
	const bool has_role = person->roles[group] || person->voices[group];

	return is_vague(group) ||
	    ((person->in[group] || !of->flags['n']) &&
		(has_role || !of->flags['m']));
}

static bool
may_join(const struct person *person, size_t group, struct str key)
{
	const struct group *of = &judge.group[group];
	const bool open = person->open[group];

	if (is_vague(group) || of->flags['b'] || may_be_empty(group))
		return !person->in[group];
	return !person->in[group] && (!of->flags['i'] || open) &&
	    (of->key[0] == '\0' || str_eq(str_from(of->key), key)) &&
	    (of->limit == 0 || open || members(group) < of->limit);
}

/* Is it to be one more connection of that client? */
static bool
may_attach(
    const struct person *person, const struct person *to, struct str name)
{
	return person->name[0] == '\0' && !person->attached && to != NULL &&
	    str_caseeq(str_from(life_of(person)->account), name) &&
	    str_caseeq(str_from(life_of(to)->account), name);
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
	    in_group ? find_group(audience_group(said->arg[0])) : GROUPS - 1;
	const struct group *of = &judge.group[group];
	const bool in = person->in[group], vague = is_vague(group);
	const bool has_role = person->roles[group] || person->voices[group];
	const struct person *other;

	switch (code) {
	case CODE_ALREADY_MEMBER:
		return said->rule->verb != VERB_JOIN || in;
	case CODE_NOT_MEMBER:
		return !in_group || !in;
	case CODE_NOT_OPERATOR:
		return vague || (in && !person->roles[group]) ||
		    said->rule->verb == VERB_FLAG || !in_group;
	case CODE_NO_SUCH_MEMBER:
		other = find_person(
		    said->arg[said->rule->verb == VERB_KICK ? 1 : 2]);
		return other == NULL || !other->in[group] || is_ending(other);
	case CODE_MUTED:
		return vague || !in_group || (of->flags['m'] && !has_role);
	case CODE_BANNED:
		return vague || !in_group || of->flags['b'];
	case CODE_BAD_KEY:
		return vague || of->key[0] != '\0';
	case CODE_INVITE_ONLY:
		return vague || of->flags['i'];
	case CODE_GROUP_FULL:
		return vague || (of->limit > 0 && members(group) >= of->limit);
	case CODE_NO_SUCH_GROUP:
		return vague || of->flags['s'] || may_be_empty(group) ||
		    !in_group;
	case CODE_NO_SUCH_NAME:
		other = find_person(said->arg[0]);
		return other == NULL || said->rule->verb != VERB_TELL ||
		    is_ending(other);
	case CODE_NAME_TAKEN:
		other = find_person(said->arg[0]);
		return (other != NULL && other != person &&
			   !may_attach(person, other, said->arg[0])) ||
		    somebody_ends() || said->arg[0].len != 3;
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
	while (line != 0 && judge.model->line[line].id == 0)
		line = judge.model->line[line].next;
	return life_of(person)->since < judge.now ||
	    (line != 0 && judge.model->line[line].id == judge.now);
}

static bool
is_true(const struct person *person, uint32_t line)
{
	const struct person *client = client_of(person);
	const struct command heard = heard_as(line);
	const struct command said = said_as(judge.model->line[line].asked);
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
		other = find_person(heard.arg[1]);
		if (life_of(person)->since != 0 && !person->attached)
			return is_attached_by_now(person, line) &&
			    (other == NULL ||
				may_attach(person, other, heard.arg[1]));
		return other == NULL || other == client || is_ending(other);
	case VERB_NAMES:
		count = members(find_group(str_word(&rest)));
		return (str_to_number(rest, UINT64_MAX, &count) &&
			   count == members(find_group(said.arg[0]))) ||
		    somebody_ends();
	default:
		return true;
	}
}

/* "+o NAME", "-m", "+k KEY" ... */
static void
changes_mode(size_t group, struct str change, struct str word)
{
	struct group *of = &judge.group[group];
	struct person *member = find_person(word);

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
	const struct command heard = heard_as(line);

	return heard.rule->verb == VERB_OK &&
	    (str_eq(heard.arg[0], STR("name")) ||
		str_eq(heard.arg[0], STR("mode")) ||
		str_eq(heard.arg[0], STR("invite")));
}

static void
make_change(struct person *person, uint32_t line)
{
	const struct command heard = heard_as(line);
	const struct command said = said_as(judge.model->line[line].asked);
	struct person *other;
	struct str rest = heard.arg[1], word;

	if (said.rule->verb == VERB_NAME) {
		person->attached = life_of(person)->since != 0;
		/* Its lead may have another one by now. */
		if (!person->attached || client_of(person)->name[0] == '\0')
			take_name(client_of(person), heard.arg[1]);
	} else if (said.rule->verb == VERB_INVITE) {
		word = str_word(&rest);
		other = find_person(rest);
		if (other != NULL)
			other->open[find_group(word)] = true;
	} else if (said.count > 1 && !judge.model->line[line].full) {
		const size_t group = find_group(str_word(&rest));
		word = str_word(&rest);
		if (word.len > 0)
			changes_mode(group, word, rest);
	}
}

/*
 * Steps over the answers of a life that are true now, up to its next event;
 * only those that change nothing, or one that does.
 */
static bool
step(struct person *person, bool changes)
{
	const struct model_line *line = judge.model->line;
	bool any = false;

	for (; person->at != 0 && line[person->at].id == 0 && !(any && changes);
	     person->at = line[person->at].next, any = true) {
		const uint32_t at = person->at, asked = line[at].asked;
		if (asked == 0)
			continue;
		if (line[asked].when > judge.now || is_change(at) != changes ||
		    !is_true(person, at))
			return any;
		if (changes)
			make_change(person, at);
	}
	return any;
}

/* Everybody steps as far as the state before the event with this ID lets it. */
static void
settle(uint64_t id)
{
	bool any = true;

	judge.now = id;
	while (any) {
		any = false;
		FOR_EACH_PERSON(i)
			any = step(&judge.person[i], false) || any;
		for (uint32_t i = 0; !any && i < judge.model->lives; i++)
			any = step(&judge.person[i], true);
	}
	FOR_EACH_PERSON(i) {
		const uint32_t at = judge.person[i].at;
		RIGHT(at == 0 || judge.model->line[at].id != 0 ||
			judge.model->line[at].when >= id,
		    at, "it was never true");
	}
}

/* --- Events -------------------------------------------------------------- */

/* One event, and who has heard it. */
struct told {
	uint64_t id;
	uint32_t line; /* one of them */
	struct command command;
	size_t bytes;
	uint32_t heard[MODEL_LIVES]; /* the line; 0: it has not */
	bool to[MODEL_LIVES]; /* whom it concerns */
	bool exactly; /* and nobody else */
};

/* Has it ended before it heard that it has the name? */
static bool
may_be_called(const struct person *person, struct str name)
{
	const struct model_line *line = judge.model->line;
	struct command said;

	/* One more connection has done as its lead. */
	if (life_of(person)->since != 0 || !may_have_done(person))
		return false;
	FOR_EACH_PERSON(i)
		for (uint32_t at =
			 is_of(i, person) ? judge.model->life[i].said : 0;
		     at != 0 && line[at].when <= judge.now;
		     at = line[at].next) {
			said = said_as(at);
			if (said.rule != NULL && said.rule->verb == VERB_NAME &&
			    str_caseeq(said.arg[0], name))
				return true;
		}
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
	return count == 1 && judge.person[hearer].attached &&
	    client_of(&judge.person[hearer]) == client;
}

/* Could it be the causer, by where it is, and where those are who heard it? */
static bool
fits(const struct told *told, const struct person *person, size_t group)
{
	switch (told->command.rule->verb) {
	case VERB_JOIN:
		return !person->in[group] || is_of_newcomer(told, person) ||
		    may_have(person, VERB_LEAVE, group);
	case VERB_LEAVE:
	case VERB_TOPIC:
	case VERB_MODE:
	case VERB_KICK:
		return person->in[group] || may_have(person, VERB_JOIN, group);
	case VERB_QUIT:
		FOR_EACH_PERSON(i)
			if (told->heard[i] != 0 &&
			    client_of(&judge.person[i]) != person &&
			    !shares(client_of(&judge.person[i]), person) &&
			    !may_have(person, VERB_JOIN, GROUPS))
				return false;
		return true;
	default:
		return true;
	}
}

/* Who has the name, or of those who may have it, whom the event fits. */
static struct person *
find_actor(const struct told *told, struct str name, size_t group)
{
	struct person *found = find_person(name);

	for (uint32_t i = judge.model->lives;
	     i-- > 0 && (found == NULL || !fits(told, found, group));)
		if (may_be_called(&judge.person[i], name) &&
		    (found == NULL || fits(told, &judge.person[i], group)))
			found = &judge.person[i];
	if (found != NULL && !str_caseeq(str_from(found->name), name))
		take_name(found, name);
	return found;
}

static void
to_client(struct told *told, const struct person *client)
{
	FOR_EACH_PERSON(i)
		if (client_of(&judge.person[i]) == client &&
		    !judge.person[i].ended)
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
		    &judge.model->line[told->heard[i]];
		if (told->heard[i] == 0 ||
		    client_of(&judge.person[i]) != client)
			continue;
		if (line->asked != 0)
			asked = line->asked;
		RIGHT(!line->elsewhere || client != &judge.person[i] ||
			connections(client) > 1,
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
		told->to[i] = client_of(&judge.person[i])->in[group] &&
		    !judge.person[i].ended;
	told->exactly = group < GROUPS - 1;
}

/* What "send" named: everybody, or those with a role. */
static bool
is_to_all(const struct person *actor)
{
	struct command said;

	FOR_EACH_PERSON(i)
		for (uint32_t at = is_of(i, actor) ? judge.model->life[i].chat :
						     0;
		     at != 0; at = judge.model->line[at].next) {
			said = said_as(at);
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
	if (!person->in[group] && may_have_done(person) &&
	    may_have(person, VERB_JOIN, group))
		person->in[group] = true;
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
		if (actor->in[group] && may_have_done(actor) &&
		    may_have(actor, VERB_LEAVE, group))
			leaves(actor, group);
		RIGHT(may_join(actor, group,
			  asked != 0 ? said_as(asked).arg[1] :
				       str_from(judge.group[group].key)),
		    told->line, "it may not join");
		FOR_EACH_PERSON(i)
			judge.group[group].vague |= judge.person[i].in[group] &&
			    may_have_done(&judge.person[i]);
		actor->in[group] = true;
		actor->open[group] = false;
		actor->roles[group] = members(group) == 1;
		to_members(told, group);
		break;
	case VERB_LEAVE:
	case VERB_TOPIC:
	case VERB_MODE:
		RIGHT(is_in(actor, group), told->line, "it is no member");
		to_members(told, group);
		if (event->rule->verb == VERB_LEAVE)
			leaves(actor, group);
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
			(actor->roles[group] || is_vague(group)),
		    told->line, "it may not");
		to_members(told, group);
		leaves(other, group);
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
		told->to[i] = client_of(&judge.person[i]) != actor &&
		    !judge.person[i].ended &&
		    shares(client_of(&judge.person[i]), actor);
	told->exactly = !may_have(actor, VERB_JOIN, GROUPS) &&
	    !may_have(actor, VERB_LEAVE, GROUPS);
	if (event->rule->verb == VERB_QUIT) {
		RIGHT(!actor->guessed, told->line, "it has not heard all");
		RIGHT(
		    is_ending(actor), told->line, "a connection of it is here");
		actor->quit = told->id;
		quits(actor);
		return;
	}
	other = event->rule->verb == VERB_TELL ?
	    find_actor(told, event->arg[2], GROUPS) :
	    find_person(event->arg[2]);
	(void)asked_by(told, actor);
	if (event->rule->verb == VERB_NAME &&
	    str_eq(grammar_name_of(event->arg[1]), event->arg[2])) {
		/* Whoever asked is told that it has the name. */
		FOR_EACH_PERSON(i)
			told->to[i] =
			    judge.model->line[told->heard[i]].asked != 0;
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
	RIGHT(other == NULL || other == actor || is_ending(other), told->line,
	    "the name is taken");
	take_name(actor, event->arg[2]);
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
	const size_t group =
	    in_group ? find_group(audience_group(event->arg[1])) : GROUPS;
	struct person *actor = causer < event->count ?
	    find_actor(told, grammar_name_of(event->arg[causer]), group) :
	    NULL;
	RIGHT(actor != NULL, told->line, "there is nobody of that name");
	if (in_group)
		act_in_group(told, actor, group);
	else
		act_alone(told, actor);
}

/* It did not hear what concerns it: it has ended before. */
static void
misses(uint32_t number, const struct told *told)
{
	const struct model_life *life = &judge.model->life[number];
	struct person *person = &judge.person[number];
	const bool drops = (life->ends & (MODEL_DEAF | MODEL_KILLED)) != 0 ||
	    !life->told || life->bye == BYE_SLOW_READER ||
	    life->bye == BYE_INTERNAL || judge.model->starved;

	RIGHT(life->id < told->id && (life->told || life->ends != 0),
	    told->line, life->name);
	if (!drops) {
		ends(number);
		client_of(person)->guessed = client_of(person)->gone;
		return;
	}
	if (person->missed == 0)
		person->missed = told->id;
	person->missed_bytes += told->bytes;
}

/* All lines with one ID, from this one on. Returns their number. */
static size_t
take_event(size_t first)
{
	struct told told = { .id = judge.event[first].id };
	const struct model_line *line = judge.model->line;
	size_t count = 0;

	settle(told.id);
	FOR_EACH_PERSON(i)
		if (judge.model->life[i].gone != 0 &&
		    judge.model->life[i].gone < told.id &&
		    !judge.person[i].ended)
			ends(i);
	for (; first + count < judge.events &&
	     judge.event[first + count].id == told.id;
	     count++) {
		const uint32_t at = judge.event[first + count].line;
		const struct command command = heard_as(at);
		struct person *person = &judge.person[line[at].life];
		/* A kick comes before its leave. */
		if (told.line == 0 || command.rule->verb == VERB_KICK) {
			told.line = at;
			told.command = command;
		}
		for (size_t i = 0; i < count; i++) {
			const uint32_t like = judge.event[first + i].line;
			RIGHT(heard_as(like).rule != command.rule ||
				line[like].life == line[at].life ||
				line[like].full != line[at].full ||
				line[like].elsewhere != line[at].elsewhere ||
				line[at].id ==
				    judge.model->life[line[at].life].lines ||
				line[like].hash == line[at].hash,
			    at, "others have heard something else");
		}
		RIGHT(person->at == at, person->at, "it was not true");
		/* Without memory nobody may have told it that it is one. */
		person->attached |= judge.model->starved &&
		    judge.model->life[line[at].life].since != 0;
		person->at = line[at].next;
		told.heard[line[at].life] = at;
		told.bytes = line[at].len + 1;
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

/* The first event that had not been sent to it then. */
static uint64_t
oldest(uint32_t number, size_t sent)
{
	size_t bytes = 0;

	for (uint32_t at = judge.model->life[number].heard; at != 0;
	     at = judge.model->line[at].next) {
		bytes += judge.model->line[at].len + 1;
		if (bytes > sent && judge.model->line[at].id != 0 &&
		    heard_as(at).rule->verb != VERB_BYE)
			return judge.model->line[at].id;
	}
	/* One that ended may not have heard what had been sent. */
	return bytes < sent ? 0 : judge.person[number].missed;
}

/*
 * What waited for it was not put there before: the first event that it missed,
 * or if something else may have been before that, the last one that it got.
 */
static uint64_t
waits_since(uint32_t number)
{
	const struct model_life *life = &judge.model->life[number];
	const struct model_line *line = judge.model->line;
	const uint64_t missed = judge.person[number].missed;
	struct command said;

	FOR_EACH_PERSON(i)
		if (judge.model->life[i].said != 0 &&
		    line[judge.model->life[i].said].when < missed)
			return life->id;
	for (uint32_t at = life->chat; at != 0; at = line[at].next) {
		said = said_as(at);
		if (said.rule == NULL || said.rule->verb == VERB_TAKE ||
		    said.rule->verb == VERB_POST ||
		    said.rule->verb == VERB_HOLD ||
		    said.rule->verb == VERB_HEAR ||
		    said.rule->verb == VERB_WATCH)
			return life->id;
	}
	return missed > life->id ? missed : life->id;
}

/* Did it leave before the other one, which was too slow in the same turn? */
static bool
leaves_first(const struct model_judged *judged, uint32_t other)
{
	const uint64_t quit = judge.person[judged->life].quit;

	for (uint32_t i = 0; i < judge.model->judges; i++)
		if (judge.model->judged[i].life == other &&
		    judge.model->judged[i].when == judged->when)
			return quit != 0 && quit < judge.person[other].quit;
	return true;
}

static void
check_slow(const struct model_judged *judged)
{
	const struct model_life *life = &judge.model->life[judged->life];
	const uint64_t since = waits_since(judged->life);
	size_t bytes = judge.person[judged->life].missed_bytes;

	RIGHT(judged->sent[judged->life] != SIZE_MAX, life->heard_last,
	    "its pipe was not full");
	/* Nobody may have heard what these said. */
	FOR_EACH_PERSON(i)
		for (uint32_t at = judge.model->life[i].said; at != 0;
		     at = judge.model->line[at].next)
			bytes += judge.model->line[at].len + ANSWER;
	if (judge.model->starved || bytes > judge.model->queue_max ||
	    since + judge.model->stall_time <= judged->when + WAIT_EXACT)
		return;
	FOR_EACH_PERSON(i) {
		const uint64_t other = judged->sent[i] == SIZE_MAX ?
		    judged->when :
		    oldest(i, judged->sent[i]);
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

/* Tags have no answer. */
static bool
is_tags(uint32_t line)
{
	const struct command said = said_as(line);

	return said.rule != NULL && said.rule->verb == VERB_TAGS;
}

size_t
model_judge(const struct model *model)
{
	memset(&judge, 0, sizeof(judge));
	judge.model = model;
	for (uint32_t i = 1; i < model->lines; i++)
		if (model->line[i].id != 0)
			judge.event[judge.events++] =
			    (struct event) { model->line[i].id, i };
	qsort(judge.event, judge.events, sizeof(judge.event[0]), compare);
	FOR_EACH_PERSON(i)
		judge.person[i].at = model->life[i].heard;
	for (size_t i = 0; i < judge.events;)
		i += take_event(i);
	settle(UINT64_MAX);
	FOR_EACH_PERSON(i) {
		const struct model_life *life = &model->life[i];
		RIGHT(judge.person[i].at == 0, judge.person[i].at,
		    "it was not true at its time");
		uint32_t at = life->said;
		while (at != 0 && is_tags(at))
			at = model->line[at].next;
		RIGHT(at == 0 || life->told || life->ends != 0, at,
		    "it was not answered");
	}
	for (uint32_t i = 0; i < model->judges; i++)
		check_slow(&model->judged[i]);
	return judge.events;
}
