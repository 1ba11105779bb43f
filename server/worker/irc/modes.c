/*
 * MODE: the modes of channels, which the router changes one at a time, and
 * those of the client itself.
 */
#include "worker/irc/out.h"

static const struct str nothing;

/* The modes of channels; flags have neither a parameter nor a list. */
static const struct letter {
	char letter;
	bool has_word; /* when it is set */
	bool has_word_off; /* when it is unset */
	const char *list; /* the form for an entry of its list */
	const char *end;
} letters[] = {
	{ 'b', true, true, "367 #%1 %2 %3 %d4",
	    "368 #%1 :End of channel ban list" },
	{ 'e', true, true, "348 #%1 %2 %3 %d4",
	    "349 #%1 :End of channel exception list" },
	{ 'I', true, true, "346 #%1 %2 %3 %d4",
	    "347 #%1 :End of channel invite list" },
	{ 'k', true, true, NULL, NULL },
	{ 'l', true, false, NULL, NULL },
	{ 'o', true, true, NULL, NULL },
	{ 'v', true, true, NULL, NULL },
	{ 'C', false, false, NULL, NULL },
	{ 'H', false, false, NULL, NULL },
	{ 'i', false, false, NULL, NULL },
	{ 'm', false, false, NULL, NULL },
	{ 'n', false, false, NULL, NULL },
	{ 's', false, false, NULL, NULL },
	{ 't', false, false, NULL, NULL },
};
#define FLAGS 7

static const struct letter *
letter_find(char letter)
{
	for (size_t i = 0; i < COUNT(letters); i++)
		if (letters[i].letter == letter)
			return &letters[i];
	return NULL;
}

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

/* Returns whether the change needs a parameter. */
static bool
needs_word(const struct change *change)
{
	return change->letter != NULL &&
	    (change->what[0] == '+' ? change->letter->has_word :
				      change->letter->has_word_off);
}

/*
 * Takes the next change. If it has a parameter, that is the one with the number
 * *param. Flags of a channel that follow each other are one change, each of
 * them once, so that all fit. Returns false after the last one.
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
		.letter = letter_find(*text->at) };
	str_drop(text, 1);
	if (is_flag(change->letter) && irc_has(line->param[0], '#'))
		for (; text->len > 0 && is_flag(letter_find(*text->at));
		     str_drop(text, 1))
			if (!irc_has((struct str) { change->what, change->len },
				*text->at))
				change->what[change->len++] = *text->at;
	if (needs_word(change) && *param < line->count)
		change->word = line->param[(*param)++];
	return true;
}

/*
 * Reports an error about "CHANNEL LETTER WORD": an invalid parameter, of which
 * a key is not shown; or one of the router, with its text where IRC has none.
 */
static void
tell_error(struct irc *irc, enum code code, struct str of, struct str text)
{
	struct str word = of;
	const struct str channel = str_word(&word), letter = str_word(&word);

	if (code == CODE_BAD_COMMAND || code == CODE_BAD_TEXT ||
	    code == CODE_TOO_LONG) {
		TELL(irc, "696 %w1 %2 %w3 :Invalid mode parameter", channel,
		    letter, str_eq(letter, STR("k")) ? nothing : word);
		return;
	}
	if (code == CODE_TOO_MANY) /* 478 names the list */
		word = letter;
	irc_error(irc, IRC_ASKS_MODE, code, IRC_ABOUT(channel, word), text);
}

/* The room for a mask from a client, with the prefix that may be added. */
#define MASK_ROOM (IRC_BODY + 8)

/*
 * Returns the full form of a mask. On IRC a word with a dot or colon in it is a
 * host, not a nick: "*.spam.net" means "*!*@*.spam.net". The mask may follow
 * "~m:".
 */
static struct str
whole_mask(struct str mask, char room[MASK_ROOM])
{
	struct str rest = mask, before = STR("~m:");

	if (!str_skip(&rest, before) || rest.len == 0) {
		before = nothing;
		rest = mask;
	}
	if (irc_has(rest, '!') || irc_has(rest, '@') || rest.at[0] == '~' ||
	    (!irc_has(rest, '.') && !irc_has(rest, ':')))
		return mask;
	return irc_cat(room, MASK_ROOM, IRC_WORDS(before, STR("*!*@"), rest));
}

/* Sends a change. The subject kept with it is "CHANNEL LETTER WORD". */
static void
ask_change(struct irc *irc, struct str channel, const struct change *change)
{
	const struct str what = { change->what, change->len };
	const struct str letter = { change->what + 1, 1 };
	const struct str of = IRC_ABOUT(channel, letter, change->word);
	char room[MASK_ROOM];
	const struct str word = change->letter->list != NULL ?
	    whole_mask(change->word, room) :
	    change->word;

	/* Only a command's last word may have spaces, and here none may. */
	if (irc_has(word, ' ') ||
	    ASK(irc, MODE, of, STR("mode"), irc_group(channel), what, word) !=
		CODE_OK)
		tell_error(irc, CODE_BAD_COMMAND, of, nothing);
}

static void
change_channel(struct irc *irc, struct str channel, struct change *change)
{
	const struct letter *letter = change->letter;
	const struct str name = { change->what + 1, 1 };
	const bool off_key = change->what[0] == '-' && *name.at == 'k';

	if (off_key)
		change->word = nothing;
	if (letter == NULL)
		TELL(irc, "472 %w1 :is unknown mode char to me", name);
	else if (letter->list != NULL && change->word.len == 0)
		(void)ASK(irc, MASKS, channel, STR("masks"), irc_group(channel),
		    name); /* always valid */
	else if (needs_word(change) && change->word.len == 0 && !off_key)
		TELL(irc, "696 %w1 %2 * :You must specify a parameter", channel,
		    name);
	else
		ask_change(irc, channel, change);
}

/*
 * Changes a user mode. They have the router's letters, except that its "S", for
 * a server operator, is "o" here, which only OPER sets.
 */
static void
change_self(struct irc *irc, const struct change *change)
{
	const struct str what = { change->what, 2 };

	if (str_eq(what, STR("+o")))
		return;
	if (what.at[1] == 'S' ||
	    ASK(irc, FLAG, what, STR("flag"),
		str_eq(what, STR("-o")) ? STR("-S") : what) != CODE_OK)
		TELL(irc, "501 :Unknown MODE flag");
}

void
irc_mode(struct irc *irc, const struct irc_line *line)
{
	const struct str target = line->param[0], group = irc_group(target);
	const bool is_channel = target.len > 0 && target.at[0] == '#';
	struct str text = line->param[1];
	struct change change;
	size_t param = 2;
	char sign = '+';

	if (is_channel && !irc_is_group(group)) {
		irc_error(
		    irc, IRC_ASKS_MODE, CODE_NO_SUCH_GROUP, target, nothing);
		return;
	}
	if (!is_channel && !str_caseeq(target, irc_nick(irc))) {
		/* Refused; but first it is reported if there is none such. */
		if (ASK(irc, MODE_OTHER, target, STR("whois"), target) !=
		    CODE_OK)
			irc_error(irc, IRC_ASKS_MODE_OTHER, CODE_NO_SUCH_NAME,
			    target, nothing);
		return;
	}
	if (line->count < 2 && is_channel)
		ASK_OR_TELL(irc, MODE, target, STR("mode"), group);
	else if (line->count < 2)
		ASK_OR_TELL(irc, FLAG, nothing, STR("flag"));
	while (next_change(&text, &sign, line, &param, &change)) {
		if (is_channel)
			change_channel(irc, target, &change);
		else
			change_self(irc, &change);
	}
}

/* Shows "ok mode G LETTERS CREATED ROLE LIMIT KEY". */
static void
tell_modes(struct irc *irc, struct str rest)
{
	const struct str group = str_word(&rest), set = str_word(&rest),
			 created = str_word(&rest), role = str_word(&rest);
	struct str limit = str_word(&rest), key = rest;
	uint64_t time;

	(void)role;
	if (!str_to_number(created, UINT64_MAX, &time))
		return; /* the answer to a change without effect */
	if (str_eq(limit, STR("0")))
		limit = nothing;
	if (str_eq(key, STR("-")))
		key = nothing;
	TELL(irc, "324 #%1 +%2%3%4[ %5][ %6]", group,
	    str_eq(set, STR("-")) ? nothing : set,
	    key.len > 0 ? STR("k") : nothing,
	    limit.len > 0 ? STR("l") : nothing, key, limit);
	TELL(irc, "329 #%1 %d2", group, created);
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
	    list.len > 0 ? letter_find(list.at[0]) : NULL;

	if (letter != NULL && letter->list != NULL)
		irc_tell(irc,
		    IRC_WORDS(str_from(row ? letter->list : letter->end), group,
			said->arg[2], said->arg[3], said->arg[4]));
}

/* Takes "ok flag LETTERS", the client's modes. */
void
irc_hear_flag(struct irc *irc, const struct command *said)
{
	const struct str flags = said->arg[1];

	irc->is_bot = irc_has(flags, 'B');
	if (irc->ask->word.len > 0) {
		TELL(irc, ":MODE %n %0");
		return;
	}
	irc_out_begin(irc, NULL);
	OUT_FORM(irc, "221 %n +");
	for (size_t i = 0; i < flags.len; i++) {
		const struct str flag = { flags.at + i, 1 };
		if (*flag.at != '-')
			OUT(irc, *flag.at == 'S' ? STR("o") : flag);
	}
	irc_out_end(irc);
}
