/* What clients may hear: see model.h. */
#include "model.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "shared/names.h"
#include "tests/lib/must.h"

/* Ends the test with a line that is wrong. */
#define RIGHT(holds, model, number, why)                                      \
	MUST(holds, "%c, \"%.*s\": %s",                                       \
	    (int)('A' + (model)->line[number].life % 26),                     \
	    (int)model_text(model, number).len, model_text(model, number).at, \
	    why)

struct str
model_text(const struct model *model, uint32_t line)
{
	const struct model_line *of = &model->line[line];

	return (struct str) { model->text + of->at,
		of->len < MODEL_KEPT ? of->len : MODEL_KEPT };
}

struct command
model_split(const struct model *model, uint32_t line, enum direction from)
{
	struct command command = { 0 };

	if (line != 0)
		(void)grammar_split(model_text(model, line), from, &command);
	return command;
}

static uint32_t
add(struct model *model, uint32_t life, struct str text, usec when)
{
	const uint32_t number = model->lines++;
	struct model_line *line = &model->line[number];
	const size_t kept = text.len < MODEL_KEPT ? text.len : MODEL_KEPT;

	*line = (struct model_line) { .life = life,
		.at = model->used,
		.len = (uint32_t)text.len,
		.hash = str_hash_add(0, text),
		.when = when };
	memcpy(model->text + model->used, text.at, kept);
	model->used += (uint32_t)kept;
	return number;
}

static void
append(struct model *model, uint32_t *first, uint32_t *last, uint32_t number)
{
	if (*first == 0)
		*first = number;
	if (*last != 0)
		model->line[*last].next = number;
	*last = number;
}

void
model_begin(struct model *model)
{
	memset(model->life, 0, sizeof(model->life));
	model->lives = model->used = model->judges = 0;
	model->lines = model->turns = 1;
	model->starved = false;
}

bool
model_is_full(const struct model *model)
{
	return model->lines + 1000 > MODEL_LINES ||
	    model->turns + 1000 > MODEL_LINES ||
	    model->used + 1000 * MODEL_KEPT > MODEL_TEXT;
}

uint32_t
model_enters(struct model *model)
{
	model->life[model->lives].lead = model->lives;
	return model->lives++;
}

void
model_attached(struct model *model, uint32_t life, uint32_t lead, usec when)
{
	model->life[life].lead = lead;
	model->life[life].since = when;
}

/* Parses what it said; false if it ends who says it. */
static bool
parse_said(const struct model *model, uint32_t number, struct command *said)
{
	const struct str text = model_text(model, number);

	/* Of a long one only the beginning is there; the router judges it. */
	if (model->line[number].len > MODEL_KEPT)
		return grammar_split(text, FROM_WORKER, said) &&
		    model->line[number].len < LIMIT_LINE;
	return grammar_parse(text, FROM_WORKER, said) == CODE_OK &&
	    (said->rule->kinds & KIND_CLIENT) != 0;
}

void
model_said(struct model *model, uint32_t life, struct str line, usec when)
{
	struct model_life *of = &model->life[life];
	const uint32_t number = add(model, life, line, when);
	const struct rule *rule = model_split(model, number, FROM_WORKER).rule;

	model->line[number].verb = rule != NULL ? rule->verb : VERB_NONE;
	if (line.len < LIMIT_LINE && str_strip_front(line).len == 0)
		return; /* it only counts */
	append(model, &of->said, &of->said_last, number);
	if (of->chat == 0)
		of->chat = number;
}

void
model_put(struct model *model, uint32_t who, uint64_t lines, usec when)
{
	struct model_life *life = &model->life[who];
	const uint32_t number = model->turns;

	if (lines == life->put || number == MODEL_LINES)
		return;
	model->turn[model->turns++] =
	    (struct model_turn) { .lines = life->put = lines, .when = when };
	if (life->turn == 0)
		life->turn = number;
	else
		model->turn[life->turn_last].next = number;
	life->turn_last = number;
}

/* When the next line that it hears was put there. */
static usec
next_put(const struct model *model, struct model_life *life)
{
	life->came++;
	while (model->turn[life->turn].lines < life->came &&
	    model->turn[life->turn].next != 0)
		life->turn = model->turn[life->turn].next;
	return model->turn[life->turn].when;
}

/* --- As it is heard ------------------------------------------------------ */

/* The ID of a line that has a new one; 0: it has none. */
static uint64_t
id_of(const struct command *heard)
{
	static const struct {
		enum verb verb;
		int at; /* of the words of its ok */
	} oks[] = { { VERB_PUT, 2 }, { VERB_ADD, 2 }, { VERB_SWAP, 2 },
		{ VERB_POST, 1 }, { VERB_SIGNAL, 0 }, { VERB_TIME, 0 } };
	const struct rule *rule = heard->rule;
	struct str word = { NULL, 0 }, rest = heard->arg[1];
	uint64_t id = 0;

	if (rule->args[0] == ARG_ID && rule->verb != VERB_GAP &&
	    !grammar_is_of_item(rule))
		word = heard->arg[0];
	for (size_t i = 0; rule->verb == VERB_OK && i < COUNT(oks); i++)
		if (str_eq(heard->arg[0],
			grammar_row(oks[i].verb, FROM_CLIENT)->word))
			for (int skip = oks[i].at; skip >= 0; skip--)
				word = str_word(&rest);
	return word.len > 0 && str_to_number(word, UINT64_MAX, &id) ? id : 0;
}

/* IDs rise; a message of several lines has one, and what follows from another.
 */
static void
check_id(const struct model *model, const struct model_life *life,
    const struct command *heard, uint32_t number)
{
	const uint64_t id = model->line[number].id;
	const enum verb verb = heard->rule->verb;

	RIGHT(id == 0 || id > life->id ||
		(id == life->id &&
		    (verb != life->verb || id == life->lines ||
			verb == VERB_ONLINE || verb == VERB_OFFLINE)),
	    model, number, "its ID does not rise");
}

static bool
is_own(const struct model_life *life, const struct command *heard)
{
	const size_t at = grammar_causer(heard->rule);

	return at < heard->count &&
	    str_eq(grammar_name_of(heard->arg[at]), str_from(life->name));
}

/* Has another connection of its client caused it? The full form says so. */
static bool
is_elsewhere(const struct model_life *life, const struct command *heard)
{
	const size_t at = grammar_causer(heard->rule);
	struct str flags = { NULL, 0 };

	if (!life->full || !is_own(life, heard))
		return false;
	flags = heard->arg[at];
	for (int part = 0; part < 3; part++)
		(void)str_cut(&flags, '!');
	return flags.len > 0 && memchr(flags.at, 'o', flags.len) != NULL;
}

/* Is the event the answer to that command of its own? */
static bool
is_answer(const struct model_life *life, const struct command *heard,
    const struct command *asked, uint64_t id)
{
	const enum verb verb = heard->rule->verb;

	if (!is_own(life, heard) || is_elsewhere(life, heard) ||
	    asked->rule->verb == VERB_MODE ||
	    (asked->rule->verb == VERB_KICK && !life->full))
		return false;
	if (verb == VERB_LINES)
		return asked->rule->verb == VERB_LINES;
	if (verb == VERB_LEAVE && life->verb == VERB_KICK && id == life->id)
		return false; /* it was put out */
	return id != life->lines &&
	    grammar_relation(heard->rule, asked->rule->verb) == RELATION_WHOLE;
}

/* Has it what was said: the same group or name, and the same text? */
static bool
says_it(const struct command *heard, const struct command *asked)
{
	const enum verb verb = heard->rule->verb;
	struct str to = asked->arg[0], text = heard->arg[3], said;

	if (verb == VERB_NAME)
		return str_eq(heard->arg[2], to);
	if (verb == VERB_TELL)
		return (void)str_skip(&to, STR("@")),
		       str_caseeq(heard->arg[2], to);
	if (!str_caseeq(audience_group(heard->arg[1]), audience_group(to)))
		return false;
	if (verb != VERB_MSG || asked->rule->verb == VERB_LINES)
		return true;
	said = asked->arg[asked->count - 1];
	/* Of both only the beginning may be there. */
	if (text.len > said.len)
		text.len = said.len;
	return memcmp(text.at, said.at, text.len) == 0;
}

/* Whatever the server may say at any time, without an ID. */
static bool
is_notice(const struct rule *rule)
{
	static const enum verb verbs[] = { VERB_PING, VERB_GONE, VERB_CAN,
		VERB_TAGS, VERB_SEEN, VERB_ITEM };

	for (size_t i = 0; i < COUNT(verbs); i++)
		if (rule->verb == verbs[i])
			return true;
	return grammar_is_of_item(rule);
}

/*
 * The first line that it said and that has no answer yet; 0: none. Without a
 * rule it is no command, and ends its worker.
 */
static uint32_t
next_asked(const struct model *model, const struct model_life *life,
    const struct command *heard, struct command *asked)
{
	uint32_t at = life->said;

	asked->rule = NULL;
	for (; at != 0; at = model->line[at].next) {
		if (!parse_said(model, at, asked)) {
			asked->rule = NULL;
			break;
		}
		if (asked->rule->verb != VERB_TAGS ||
		    (heard->rule->verb == VERB_ERR &&
			str_eq(heard->arg[0], asked->rule->word)))
			break;
	}
	return at;
}

static bool
is_reply(const struct command *heard, const struct command *asked)
{
	struct str word = asked->rule->word;

	if (asked->rule->verb == VERB_FAULT && heard->rule->verb == VERB_ERR)
		word = asked->arg[0];
	if (asked->rule->verb == VERB_ENROLL && heard->rule->verb == VERB_OK)
		word = STR("register");
	return str_eq(heard->arg[0], word);
}

/* Why it is told bye. */
static void
hear_bye(struct model *model, struct model_life *life, uint32_t number,
    const struct command *heard)
{
	struct command asked;
	const uint32_t at = next_asked(model, life, heard, &asked);
	const enum verb verb =
	    asked.rule != NULL ? asked.rule->verb : VERB_NONE;
	bool good;

	(void)bye_find(heard->arg[0], &life->bye);
	life->told = true;
	switch (life->bye) {
	case BYE_QUIT:
		good = life->ends != 0 || verb == VERB_QUIT;
		break;
	case BYE_PROTOCOL:
		good = (at != 0 && asked.rule == NULL) || verb == VERB_FAULT ||
		    model->line[at].len > MODEL_KEPT || verb == VERB_PROXIED ||
		    life->name[0] == '\0';
		break;
	case BYE_SLOW_READER:
		good = true; /* it is judged in the end */
		break;
	case BYE_INTERNAL:
		good = model->starved;
		break;
	case BYE_IDLE:
		good = verb == VERB_FAULT || life->name[0] == '\0';
		break;
	default:
		good = verb == VERB_FAULT;
		break;
	}
	/* Without memory the answer to what was said before may be lost. */
	RIGHT(good || model->starved, model, number, "there was no reason");
}

void
model_heard(struct model *model, uint32_t who, struct str line)
{
	struct model_life *life = &model->life[who];
	const uint32_t number = add(model, who, line, next_put(model, life));
	struct model_line *of = &model->line[number];
	struct command heard, asked;
	bool answers;

	RIGHT(!life->told, model, number, "it comes behind bye");
	RIGHT(grammar_parse(line, FROM_SERVER, &heard) == CODE_OK, model,
	    number, "no line of a server");
	const enum verb verb = heard.rule->verb;
	of->full = life->full;
	of->elsewhere = is_elsewhere(life, &heard);
	of->id = id_of(&heard);
	check_id(model, life, &heard, number);
	append(model, &life->heard, &life->heard_last, number);
	life->bytes += line.len + 1;
	if (verb == VERB_BYE) {
		hear_bye(model, life, number, &heard);
		return;
	}
	const uint32_t at = next_asked(model, life, &heard, &asked);
	const bool is_asked = asked.rule != NULL;
	if (verb == VERB_OK || verb == VERB_ERR) {
		answers = is_asked && is_reply(&heard, &asked);
		RIGHT(answers, model, number, "it answers nothing");
	} else {
		answers = is_asked && is_answer(life, &heard, &asked, of->id);
		RIGHT(!answers || says_it(&heard, &asked), model, number,
		    "nobody has said that");
		RIGHT(answers || of->id != 0 || is_notice(heard.rule) ||
			(is_asked &&
			    grammar_relation(heard.rule, asked.rule->verb) ==
				RELATION_PART),
		    model, number, "nobody has asked for it");
	}
	if (verb == VERB_OK && asked.rule->verb == VERB_WANT)
		life->full = !str_eq(asked.arg[0], STR("short"));
	if ((verb == VERB_OK && asked.rule->verb == VERB_NAME) ||
	    (verb == VERB_NAME && is_own(life, &heard))) {
		const struct str name =
		    verb == VERB_OK ? heard.arg[1] : heard.arg[2];
		memset(life->name, 0, sizeof(life->name));
		memcpy(life->name, name.at, name.len);
	}
	if (verb == VERB_LINES)
		life->lines = of->id;
	life->verb = verb;
	if (of->id != 0)
		life->id = of->id;
	if (answers) {
		of->asked = at;
		life->said = model->line[at].next;
	}
}

void
model_ends(struct model *model, uint32_t life, enum model_end end, usec when)
{
	/* Without memory bye may be lost, too. */
	MUST(end != MODEL_CLOSED || model->life[life].told || model->starved,
	    "%c is not told bye", (int)('A' + life % 26));
	model->life[life].ends |= end;
	if (end == MODEL_GONE)
		model->life[life].gone = when;
}
