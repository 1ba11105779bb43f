/*
 * MODE: the modes of channels, which the router changes one at a time, and
 * those of the client itself.
 */
#include "worker/irc/errors.h"
#include "worker/irc/events.h"
#include "worker/irc/notation.h"
#include "worker/irc/out.h"
#include "worker/irc/session.h"

/* The router's flag of a server operator. */
#define POWER "S"

static const struct str nothing;

/* The modes of channels, and whether they have a parameter. */
static const struct letter {
	char letter;
	bool has_word; /* when it is set */
	bool has_word_off; /* when it is unset */
	const char *list; /* the numeric for an entry of its list */
	const char *end;
	struct str text;
} letters[] = {
	{ 'b', true, true, "367", "368", LIT("End of channel ban list") },
	{ 'e', true, true, "348", "349", LIT("End of channel exception list") },
	{ 'I', true, true, "346", "347", LIT("End of channel invite list") },
	{ 'k', true, true, NULL, NULL, { NULL, 0 } },
	{ 'l', true, false, NULL, NULL, { NULL, 0 } },
	{ 'o', true, true, NULL, NULL, { NULL, 0 } },
	{ 'v', true, true, NULL, NULL, { NULL, 0 } },
	{ 'C', false, false, NULL, NULL, { NULL, 0 } },
	{ 'H', false, false, NULL, NULL, { NULL, 0 } },
	{ 'i', false, false, NULL, NULL, { NULL, 0 } },
	{ 'm', false, false, NULL, NULL, { NULL, 0 } },
	{ 'n', false, false, NULL, NULL, { NULL, 0 } },
	{ 's', false, false, NULL, NULL, { NULL, 0 } },
	{ 't', false, false, NULL, NULL, { NULL, 0 } },
};

static const struct letter *
modes_find(char letter)
{
	for (size_t i = 0; i < COUNT(letters); i++)
		if (letters[i].letter == letter)
			return &letters[i];
	return NULL;
}

/* The number of modes that are flags: no parameter and no list. */
#define FLAGS 7

/*
 * One change in a line, such as "+o" and its parameter, or several flags at
 * once.
 */
struct change {
	char what[1 + FLAGS];
	size_t len;
	const struct letter *letter; /* null: unknown mode */
	struct str word;
};

static bool
is_flag(const struct letter *letter)
{
	return letter != NULL && !letter->has_word && !letter->has_word_off;
}

/*
 * Adds the flags that follow to the change. A flag that is already there is not
 * added again, so that all fit.
 */
static void
add_flags(struct change *change, struct str *text)
{
	while (text->len > 0 && is_flag(modes_find(*text->at))) {
		if (memchr(change->what, *text->at, change->len) == NULL)
			change->what[change->len++] = *text->at;
		str_drop(text, 1);
	}
}

/*
 * Takes the next change. If it has a parameter, that is the one with the number
 * *param. Returns false after the last one.
 */
static bool
next_change(struct str *text, char *sign, const struct irc_line *line,
    size_t *param, struct change *change)
{
	while (text->len > 0 && (*text->at == '+' || *text->at == '-')) {
		*sign = text->at[0];
		str_drop(text, 1);
	}
	if (text->len == 0)
		return false;
	*change = (struct change) { .what = { *sign, *text->at },
		.len = 2,
		.letter = modes_find(*text->at) };
	str_drop(text, 1);
	if (is_flag(change->letter) && irc_has(line->param[0], '#'))
		add_flags(change, text);
	if (change->letter != NULL && *param < line->count &&
	    (*sign == '+' ? change->letter->has_word :
			    change->letter->has_word_off))
		change->word = line->param[(*param)++];
	return true;
}

/* Finds the change for the current step. Returns false after the last one. */
static bool
step_change(
    const struct irc *irc, const struct irc_line *line, struct change *change)
{
	struct str text = line->param[1];
	size_t param = 2, number = 0;
	char sign = '+';

	do
		if (!next_change(&text, &sign, line, &param, change))
			return false;
	while (number++ < irc->step);
	return true;
}

/* Reports an invalid parameter. A key is not shown. */
static void
tell_bad(struct irc *irc, struct str of)
{
	const struct str channel = str_word(&of), letter = str_word(&of);

	NUMERIC(irc, "696", irc_word(channel), STR(" "), letter, STR(" "),
	    str_eq(letter, STR("k")) ? STR("*") : irc_word(of),
	    STR(" :Invalid mode parameter"));
}

/* Reports an error of the router, with its text where IRC has none. */
static void
tell_error(struct irc *irc, enum code code, struct str of, struct str text)
{
	struct irc_about room;
	struct str word = of;

	if (code == CODE_BAD_COMMAND || code == CODE_BAD_TEXT ||
	    code == CODE_TOO_LONG) {
		tell_bad(irc, of);
		return;
	}
	const struct str channel = str_word(&word), letter = str_word(&word);
	if (code == CODE_TOO_MANY) /* 478 names the list */
		word = letter;
	irc_error_saying(
	    irc, IRC_ASKS_MODE, code, IRC_ABOUT(&room, channel, word), text);
}

/* The room for a mask from a client, with the prefix that may be added. */
struct mask_room {
	char text[IRC_BODY + 8];
};

/*
 * Returns the full form of a mask. On IRC a word with a dot or colon in it is a
 * host, not a nick: "*.spam.net" means "*!*@*.spam.net". The mask may follow
 * "~m:".
 */
static struct str
whole_mask(struct str mask, struct mask_room *room)
{
	const struct str mutes = STR("~m:");
	struct str before = nothing, rest = mask;
	struct buf buf;

	if (mask.len > mutes.len && str_begins(mask, mutes)) {
		before = mutes;
		str_drop(&rest, mutes.len);
	}
	if (irc_has(rest, '!') || irc_has(rest, '@') || rest.at[0] == '~' ||
	    (!irc_has(rest, '.') && !irc_has(rest, ':')))
		return mask;
	buf_init(&buf, room->text, sizeof(room->text));
	(void)BUF_CAT(&buf, before, STR("*!*@"), rest); /* one line: it fits */
	return buf_str(&buf);
}

/* Sends a change. The subject kept with it is "CHANNEL LETTER WORD". */
static enum irc_done
ask_change(struct irc *irc, struct str channel, const struct change *change)
{
	const struct str what = { change->what, change->len };
	struct mask_room mask;
	struct irc_about room;
	const struct str word = change->letter->list != NULL ?
	    whole_mask(change->word, &mask) :
	    change->word;
	const struct str of = IRC_ABOUT(&room, channel,
	    ((struct str) { change->what + 1, 1 }), change->word);

	/* Only a command's last word may have spaces, and here none may. */
	if (irc_has(word, ' ') ||
	    IRC_ASK(irc, IRC_ASKS_MODE, of, STR("mode"), irc_group(channel),
		what, word) != CODE_OK)
		tell_bad(irc, of);
	return IRC_MORE;
}

static enum irc_done
refuse_change(struct irc *irc, struct str channel, const struct change *change)
{
	const struct str letter = { change->what + 1, 1 };

	if (change->letter == NULL)
		NUMERIC(irc, "472", irc_word(letter),
		    STR(" :is unknown mode char to me"));
	else
		NUMERIC(irc, "696", irc_word(channel), STR(" "), letter,
		    STR(" * :You must specify a parameter"));
	return IRC_MORE;
}

static enum irc_done
change_channel(struct irc *irc, const struct irc_line *line)
{
	const struct str channel = line->param[0];
	struct change change;

	if (!step_change(irc, line, &change))
		return IRC_DONE;
	const struct letter *letter = change.letter;
	if (letter == NULL)
		return refuse_change(irc, channel, &change);
	if (letter->list != NULL && change.word.len == 0) {
		(void)IRC_ASK(irc, IRC_ASKS_MASKS, channel, STR("masks"),
		    irc_group(channel),
		    (struct str) { change.what + 1, 1 }); /* always valid */
		return IRC_MORE;
	}
	if (letter->letter == 'k' && change.what[0] == '-')
		change.word = nothing;
	else if (change.word.len == 0 &&
	    (change.what[0] == '+' ? letter->has_word : letter->has_word_off))
		return refuse_change(irc, channel, &change);
	return ask_change(irc, channel, &change);
}

/* Changes user modes, one letter per step. */
static enum irc_done
change_self(struct irc *irc, const struct irc_line *line)
{
	struct change change;

	if (!step_change(irc, line, &change))
		return IRC_DONE;
	const struct str what = { change.what, 2 };
	if (str_eq(what, STR("+o")))
		return IRC_MORE; /* only OPER sets it */
	if (what.at[1] != *POWER &&
	    IRC_ASK(irc, IRC_ASKS_FLAG, what, STR("flag"),
		str_eq(what, STR("-o")) ? STR("-" POWER) : what) == CODE_OK)
		return IRC_MORE;
	NUMERIC(irc, "501", STR(":Unknown MODE flag"));
	return IRC_MORE;
}

/*
 * Refuses to show or change another client's modes. The router is asked first,
 * to report if there is no such client.
 */
static enum irc_done
mode_other(struct irc *irc, struct str name)
{
	if (IRC_ASK(irc, IRC_ASKS_MODE_OTHER, name, STR("whois"), name) ==
	    CODE_OK)
		return IRC_DONE;
	irc_error(irc, IRC_ASKS_MODE_OTHER, CODE_NO_SUCH_NAME, name);
	return IRC_DONE;
}

/* Takes the last answer to whois: "ok whois NAME" or an error. */
void
irc_hear_mode_other(struct irc *irc, const struct command *said)
{
	enum code code;

	if (said->rule->verb == VERB_ERR && code_find(said->arg[1], &code))
		irc_error(irc, IRC_ASKS_MODE_OTHER, code, irc->ask->word);
	else if (said->rule->verb == VERB_OK)
		NUMERIC(irc, "502", STR(":Cannot change mode for other users"));
}

static enum irc_done
mode_client(struct irc *irc, const struct irc_line *line)
{
	if (!str_caseeq(line->param[0], irc_nick(irc)))
		return mode_other(irc, line->param[0]);
	if (line->count > 1)
		return change_self(irc, line);
	return IRC_ASK_OR_TELL(irc, IRC_ASKS_FLAG, nothing, STR("flag"));
}

enum irc_done
irc_mode(struct irc *irc, const struct irc_line *line)
{
	const struct str channel = line->param[0];

	if (channel.len == 0 || channel.at[0] != '#')
		return mode_client(irc, line);
	if (!irc_is_group(irc_group(channel))) {
		irc_error(irc, IRC_ASKS_MODE, CODE_NO_SUCH_GROUP, channel);
		return IRC_DONE;
	}
	if (line->count > 1)
		return change_channel(irc, line);
	return IRC_ASK_OR_TELL(
	    irc, IRC_ASKS_MODE, channel, STR("mode"), irc_group(channel));
}

/* Shows "ok mode G LETTERS CREATED ROLE LIMIT KEY". */
static void
tell_modes(struct irc *irc, struct str rest)
{
	const struct str group = str_word(&rest), set = str_word(&rest),
			 created = str_word(&rest);
	uint64_t time;

	if (!str_to_number(created, UINT64_MAX, &time))
		return; /* the answer to a change without effect */
	(void)str_word(&rest);
	const struct str limit = str_word(&rest), key = rest;
	const bool limited = !str_eq(limit, STR("0"));
	const bool locked = !str_eq(key, STR("-"));
	irc_out_begin(irc, NULL);
	OUT(irc, STR("324 "), irc_nick(irc), STR(" #"), group, STR(" +"),
	    str_eq(set, STR("-")) ? nothing : set, locked ? STR("k") : nothing,
	    limited ? STR("l") : nothing);
	if (locked)
		OUT(irc, STR(" "), key);
	if (limited)
		OUT(irc, STR(" "), limit);
	irc_out_end(irc);
	NUMERIC(irc, "329", STR("#"), group, STR(" "), DECIMAL(time / SEC));
}

/* Takes the mode event, or the modes that were queried. */
void
irc_hear_mode(struct irc *irc, const struct command *said)
{
	enum code code;

	if (said->rule->verb == VERB_ERR && code_find(said->arg[1], &code))
		tell_error(irc, code, irc->ask->word, said->arg[2]);
	else if (said->rule->verb == VERB_MODE)
		irc_event(irc, said, true);
	else if (said->count > 1)
		tell_modes(irc, said->arg[1]);
}

/* Takes "mask G LIST MASK NAME ID" and "ok masks G LIST COUNT". */
void
irc_hear_masks(struct irc *irc, const struct command *said)
{
	const bool row = said->rule->verb == VERB_MASK;
	struct str rest = row ? nothing : said->arg[1];
	const struct str group = row ? said->arg[0] : str_word(&rest);
	const struct str list = row ? said->arg[1] : str_word(&rest);
	const struct letter *letter =
	    list.len > 0 ? modes_find(list.at[0]) : NULL;
	uint64_t time;

	if (letter == NULL || letter->list == NULL)
		return;
	if (!row)
		NUMERIC(
		    irc, letter->end, STR("#"), group, STR(" :"), letter->text);
	else if (str_to_number(said->arg[4], UINT64_MAX, &time))
		NUMERIC(irc, letter->list, STR("#"), group, STR(" "),
		    said->arg[2], STR(" "), said->arg[3], STR(" "),
		    DECIMAL(time / SEC));
}

/*
 * Shows the client's modes. They have the router's letters, except that the
 * router's "S" is "o" here.
 */
static void
tell_own_modes(struct irc *irc, struct str flags)
{
	irc_out_begin(irc, NULL);
	OUT(irc, STR("221 "), irc_nick(irc), STR(" +"));
	for (size_t i = 0; i < flags.len; i++) {
		const struct str flag = { flags.at + i, 1 };
		if (*flag.at != '-')
			OUT(irc, str_eq(flag, STR(POWER)) ? STR("o") : flag);
	}
	irc_out_end(irc);
}

/* Takes "ok flag LETTERS". */
void
irc_hear_flag(struct irc *irc, const struct command *said)
{
	const struct irc_source source = { .actor = irc_nick(irc) };

	irc->is_bot = irc_has(said->arg[1], 'B');
	if (irc->ask->word.len == 0) {
		tell_own_modes(irc, said->arg[1]);
		return;
	}
	OUT_LINE(irc, &source, STR("MODE "), irc_nick(irc), STR(" "),
	    irc->ask->word);
}
