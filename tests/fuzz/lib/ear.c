/* A client's view of the server: see ear.h. */
#include "ear.h"

#include "shared/grammar.h"
#include "shared/names.h"
#include "tests/lib/must.h"

#define GIVEN_MOST 4096

/* Items given to any client, with the number of times they had come back. */
static struct {
	struct child_args {
		uint64_t id;
		uint64_t count;
	} of[GIVEN_MOST];
	size_t count;
} given;

void
ear_begin(void)
{
	given.count = 0;
}

static struct str
own_name(const struct ear *ear)
{
	return (struct str) { ear->name, ear->name_len };
}

static void
take_name(struct ear *ear, struct str name)
{
	memcpy(ear->name, name.at, name.len);
	ear->name_len = name.len;
}

/* Which of the groups that it is in; or their number. */
static size_t
find(const struct ear *ear, struct str group)
{
	size_t i = 0;

	while (i < ear->groups &&
	    !str_eq((struct str) { ear->group[i], ear->group_len[i] }, group))
		i++;
	return i;
}

static void
enter(struct ear *ear, struct str group)
{
	MUST(find(ear, group) == ear->groups, "it joins a second time");
	MUST(ear->groups < EAR_GROUPS, "too many groups");
	memcpy(ear->group[ear->groups], group.at, group.len);
	ear->group_len[ear->groups++] = group.len;
}

static void
leave(struct ear *ear, struct str group)
{
	const size_t i = find(ear, group);

	ear->groups--;
	memcpy(ear->group[i], ear->group[ear->groups], LIMIT_GROUP);
	ear->group_len[i] = ear->group_len[ear->groups];
}

static uint64_t
number_of(struct str word)
{
	uint64_t number = 0;

	MUST(str_to_number(word, UINT64_MAX, &number), "\"%.*s\" is no number",
	    (int)word.len, word.at);
	return number;
}

/*
 * Returns whether the line may have an ID that was heard before: a held key's
 * of its holder, and a leave's of a kick, which it follows.
 */
static bool
may_repeat(const struct ear *ear, enum verb verb, uint64_t id)
{
	return (verb == VERB_SET && id == ear->held) ||
	    (verb == VERB_LEAVE && id == ear->kicked);
}

/*
 * The lines of a message follow its head, with its ID and nothing in between,
 * unless that ends the connection. Returns whether it is one of them.
 */
static bool
is_line(struct ear *ear, const struct command *said)
{
	const enum verb verb = said->rule->verb;

	if (ear->lines == 0 || verb == VERB_BYE)
		return false;
	MUST((verb == VERB_MSG || verb == VERB_TELL) &&
		number_of(said->arg[0]) == ear->id,
	    "no line of the message");
	ear->lines--;
	return true;
}

/* That of an item is of when it was posted; a writer's own is known to it. */
static void
check_id(struct ear *ear, const struct command *said)
{
	uint64_t id;

	if (is_line(ear, said))
		return;
	if (said->rule->args[0] != ARG_ID || grammar_is_of_item(said->rule))
		return;
	id = number_of(said->arg[0]);
	MUST((id > ear->id || may_repeat(ear, said->rule->verb, id)) &&
		id >= ear->answered,
	    "the ID is not behind the last one");
	ear->id = id;
	if (said->rule->verb == VERB_KICK)
		ear->kicked = id;
	if (said->rule->verb == VERB_LINES)
		ear->lines = number_of(said->arg[3]);
}

/* The line's second word is hear: a worker may refuse what its client asks. */
static bool
is_fault(struct str *line)
{
	return str_eq(str_word(line), STR("fault")) &&
	    str_eq(str_word(line), STR("hear"));
}

/* It will be answered in its turn. */
static void
ask(struct ear *ear, struct str line)
{
	struct str rest = line, words = line;
	struct keys *keys = &ear->ask[(ear->first + ear->asked) % EAR_ASKED];

	if (!str_eq(str_word(&rest), STR("hear")) && !is_fault(&words))
		return;
	if (ear->asked == EAR_ASKED) {
		ear->lost = true;
		return;
	}
	line.at += strlen("hear");
	line.len -= strlen("hear");
	keys->len = line.len < EAR_KEYS ? line.len : EAR_KEYS;
	memcpy(keys->text, line.at, keys->len);
	ear->asked++;
}

void
ear_said(struct ear *ear, struct str bytes)
{
	for (size_t i = 0; i < bytes.len; i++) {
		if (bytes.at[i] != '\n') {
			if (ear->said_len < sizeof(ear->said))
				ear->said[ear->said_len++] = bytes.at[i];
			continue;
		}
		ask(ear, (struct str) { ear->said, ear->said_len });
		ear->said_len = 0;
	}
}

/* The answer to the first that has none; by ok those are what it hears of. */
static void
answer_hear(struct ear *ear, bool ok)
{
	if (ear->lost)
		return;
	MUST(ear->asked > 0, "an answer to a hear that nobody has said");
	if (ok)
		ear->keys = ear->ask[ear->first];
	ear->first = (ear->first + 1) % EAR_ASKED;
	ear->asked--;
}

static bool
hears_of(const struct ear *ear, struct str key)
{
	struct str words = { ear->keys.text, ear->keys.len };

	while (words.at != NULL)
		if (str_eq(str_word(&words), key))
			return true;
	return false;
}

/* A table that it may write: of a group that it is in, or of a client. */
static void
check_table(const struct ear *ear, struct str table)
{
	MUST(table.at[0] == '@' || find(ear, table) < ear->groups,
	    "a table of others");
}

/* The key is said->arg[2], the table said->arg[1]. */
static void
hear_key(struct ear *ear, const struct command *said)
{
	check_table(ear, said->arg[1]);
	MUST(ear->lost || hears_of(ear, said->arg[2]),
	    "a key that it has not asked for");
}

/* One for each ok at most, and behind it. */
static void
hear_held(struct ear *ear, const struct command *said)
{
	check_table(ear, said->arg[1]);
	ear->held = number_of(said->arg[0]);
	MUST(ear->holds > 0, "a key that it has not asked to hold");
	ear->holds--;
}

/*
 * Rows may come from any table: a client that may join a group may read its
 * table.
 */
static void
hear_row(struct ear *ear, const struct command *said)
{
	ear->seen = number_of(said->arg[2]);
	ear->rows++;
}

static void
hear_box(struct ear *ear, const struct command *said)
{
	(void)said;
	ear->boxes++;
}

/*
 * It is nobody else's: who has had it before has given it back, which is one
 * more in its count, whoever reads what first.
 */
static void
hear_item(struct ear *ear, const struct command *said)
{
	const struct child_args item = { number_of(said->arg[0]),
		number_of(said->arg[3]) };

	ear->seen = item.id;
	MUST(find(ear, said->arg[1]) < ear->groups, "an item of others");
	for (size_t i = 0; i < given.count; i++)
		MUST(given.of[i].id != item.id ||
			given.of[i].count != item.count,
		    "an item that another has");
	if (given.count < GIVEN_MOST)
		given.of[given.count++] = item;
}

/*
 * An event of a group, or of a part of it: said->arg[1], by said->arg[2]. Who
 * speaks from outside hears itself.
 */
static void
hear_group(struct ear *ear, const struct command *said)
{
	const struct str group = audience_group(said->arg[1]);
	const bool own = str_eq(grammar_name_of(said->arg[2]), own_name(ear));

	if (said->rule->verb == VERB_JOIN && own)
		enter(ear, said->arg[1]);
	MUST(find(ear, group) < ear->groups ||
		(own && said->rule->verb == VERB_MSG),
	    "a group of others");
	if (said->rule->verb == VERB_LEAVE && own)
		leave(ear, said->arg[1]);
}

static void
hear_name(struct ear *ear, const struct command *said)
{
	if (str_eq(grammar_name_of(said->arg[1]), own_name(ear)))
		take_name(ear, said->arg[2]);
}

static void
answer_name(struct ear *ear, struct str rest)
{
	take_name(ear, rest);
}

static void
check_answered(struct ear *ear, struct str word)
{
	const uint64_t id = number_of(word);

	MUST(id > ear->id && id > ear->answered,
	    "the ID is not behind the last one");
	ear->answered = id;
}

static void
answer_time(struct ear *ear, struct str rest)
{
	check_answered(ear, str_word(&rest));
}

static void
answer_post(struct ear *ear, struct str rest)
{
	(void)str_word(&rest);
	check_answered(ear, str_word(&rest));
}

static void
answer_write(struct ear *ear, struct str rest)
{
	check_table(ear, str_word(&rest));
	(void)str_word(&rest);
	check_answered(ear, str_word(&rest));
}

static void
answer_hold(struct ear *ear, struct str rest)
{
	check_table(ear, str_word(&rest));
	ear->holds++;
}

static void
answer_heard(struct ear *ear, struct str rest)
{
	(void)rest;
	answer_hear(ear, true);
}

static void
answer_get(struct ear *ear, struct str rest)
{
	(void)str_word(&rest); /* of any table */
	MUST(number_of(rest) == ear->rows, "%zu rows", ear->rows);
	ear->rows = 0;
}

static void
answer_boxes(struct ear *ear, struct str rest)
{
	MUST(number_of(rest) == ear->boxes, "%zu boxes", ear->boxes);
	ear->boxes = 0;
}

static const struct {
	const char *verb;
	void (*act)(struct ear *ear, struct str rest);
} answers[] = {
	{ "name", answer_name },
	{ "add", answer_write },
	{ "put", answer_write },
	{ "swap", answer_write },
	{ "get", answer_get },
	{ "hold", answer_hold },
	{ "hear", answer_heard },
	{ "post", answer_post },
	{ "boxes", answer_boxes },
	{ "time", answer_time },
};

static void
hear_ok(struct ear *ear, const struct command *said)
{
	for (size_t i = 0; i < COUNT(answers); i++)
		if (str_eq(said->arg[0], str_from(answers[i].verb)))
			answers[i].act(ear, said->arg[1]);
}

static void
hear_err(struct ear *ear, const struct command *said)
{
	if (str_eq(said->arg[0], STR("hear")))
		answer_hear(ear, false);
}

static void
hear_bye(struct ear *ear, const struct command *said)
{
	(void)said;
	ear->ended = true;
}

static void (*const hears[VERB_COUNT])(
    struct ear *ear, const struct command *said) = {
	[VERB_OK] = hear_ok,
	[VERB_ERR] = hear_err,
	[VERB_NAME] = hear_name,
	[VERB_JOIN] = hear_group,
	[VERB_LEAVE] = hear_group,
	[VERB_MSG] = hear_group,
	[VERB_TOPIC] = hear_group,
	[VERB_SET] = hear_key,
	[VERB_CUT] = hear_key,
	[VERB_ROW] = hear_row,
	[VERB_HELD] = hear_held,
	[VERB_ITEM] = hear_item,
	[VERB_BOX] = hear_box,
	[VERB_BYE] = hear_bye,
};

void
ear_hear(struct ear *ear, struct str line)
{
	struct command said;

	MUST(!ear->ended, "\"%.*s\" behind bye", (int)line.len, line.at);
	MUST(grammar_parse(line, FROM_SERVER, &said) == CODE_OK,
	    "no line of a server: \"%.*s\"", (int)line.len, line.at);
	check_id(ear, &said);
	if (hears[said.rule->verb] != NULL)
		hears[said.rule->verb](ear, &said);
}
