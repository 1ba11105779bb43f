/* A request for the past: see journal_ask.h. */
#include "helpers/journal/read/journal_ask.h"

#include <assert.h>

#include "helpers/journal/read/journal_search.h"

static_assert(LIMIT_TEXT <= UINT16_MAX, "journal_search.h");

/* Copies a word. False if it is empty or too long. */
static bool
read_word(struct str word, char *to, size_t most, size_t *len)
{
	if (word.len == 0 || word.len > most)
		return false;
	memcpy(to, word.at, word.len);
	*len = word.len;
	return true;
}

static bool
read_where(struct str *rest, struct journal_ask *ask)
{
	return read_word(str_word(rest), ask->where, sizeof(ask->where) - 1,
	    &ask->where_len);
}

static bool
read_account(struct str *rest, struct journal_ask *ask)
{
	return read_word(str_word(rest), ask->account, sizeof(ask->account),
	    &ask->account_len);
}

static bool
read_id(struct str *rest, uint64_t *id)
{
	return str_to_number(str_word(rest), UINT64_MAX - 1, id);
}

static bool
read_count(struct str *rest, struct journal_ask *ask)
{
	return str_to_number(str_word(rest), JOURNAL_ASK_MOST, &ask->most) &&
	    ask->most > 0;
}

/* Reads "members" or "joined", then ",said" and ",lines" if they are there. */
static bool
read_how(struct str *rest, struct journal_ask *ask)
{
	struct str how = str_word(rest);

	ask->only_joined = str_skip(&how, STR("joined"));
	if (!ask->only_joined && !str_skip(&how, STR("members")))
		return false;
	ask->only_said = str_skip(&how, STR(",said"));
	ask->in_lines = str_skip(&how, STR(",lines"));
	return how.len == 0;
}

/* Reads "WHERE ACCOUNT MADE JOINED HOW AFTER BEFORE N". */
static bool
read_range(struct str *rest, struct journal_ask *ask)
{
	return read_where(rest, ask) && read_account(rest, ask) &&
	    read_id(rest, &ask->made) && read_id(rest, &ask->joined) &&
	    read_how(rest, ask) && read_id(rest, &ask->after) &&
	    read_id(rest, &ask->before) && read_count(rest, ask);
}

static bool
read_find(struct str *rest, struct journal_ask *ask)
{
	if (!read_range(rest, ask) ||
	    !read_word(*rest, ask->text, sizeof(ask->text), &ask->text_len))
		return false;
	for (size_t i = 0; i < ask->text_len; i++)
		ask->text[i] = (char)str_lower(ask->text[i]);
	journal_search_learn(journal_ask_text(ask), ask->search);
	ask->sign = journal_sign_learn(journal_ask_text(ask));
	return true;
}

static bool
read_look(struct str *rest, struct journal_ask *ask)
{
	uint64_t id;

	if (!read_where(rest, ask) || !read_id(rest, &id) || id == 0)
		return false;
	ask->after = id - 1;
	ask->before = id + 1;
	ask->most = 1;
	return true;
}

static bool
read_talks(struct str *rest, struct journal_ask *ask)
{
	return read_account(rest, ask) && read_id(rest, &ask->made) &&
	    read_id(rest, &ask->after) && read_id(rest, &ask->before) &&
	    read_count(rest, ask);
}

static bool
read_export(struct str *rest, struct journal_ask *ask)
{
	return read_account(rest, ask) && read_id(rest, &ask->after);
}

static bool
read_status(struct str *rest, struct journal_ask *ask)
{
	(void)rest;
	(void)ask;
	return true;
}

static bool
read_list(struct str *rest, struct journal_ask *ask)
{
	return read_id(rest, &ask->at);
}

static bool
read_table(struct str *rest, struct journal_ask *ask)
{
	return read_where(rest, ask);
}

/* Reads "WHERE MADE SENDER SIZE". */
static bool
read_fits(struct str *rest, struct journal_ask *ask)
{
	return read_where(rest, ask) && read_id(rest, &ask->made) &&
	    read_account(rest, ask) &&
	    str_to_number(str_word(rest), LIMIT_LINE, &ask->most);
}

/* Reads "WHERE AFTER". */
static bool
read_letters(struct str *rest, struct journal_ask *ask)
{
	return read_where(rest, ask) && read_id(rest, &ask->after);
}

static const struct {
	struct str word;
	bool (*read)(struct str *rest, struct journal_ask *ask);
} forms[JOURNAL_FORMS] = {
	[JOURNAL_FORWARD] = { LIT("forward"), read_range },
	[JOURNAL_BACKWARD] = { LIT("backward"), read_range },
	[JOURNAL_FIND] = { LIT("find"), read_find },
	[JOURNAL_LOOK] = { LIT("look"), read_look },
	[JOURNAL_TALKS] = { LIT("talks"), read_talks },
	[JOURNAL_EXPORT] = { LIT("export"), read_export },
	[JOURNAL_STATUS] = { LIT("files"), read_status },
	[JOURNAL_LIST] = { LIT("rows"), read_list },
	[JOURNAL_TABLE] = { LIT("table"), read_table },
	[JOURNAL_FITS] = { LIT("fits"), read_fits },
	[JOURNAL_LETTERS] = { LIT("letters"), read_letters },
};

bool
journal_ask_read(struct str text, struct journal_ask *ask, uint64_t *number)
{
	struct str what;

	*number = 0;
	if (!read_id(&text, number))
		return false;
	for (size_t i = 0; i < 3; i++)
		(void)str_word(&text); /* FROM, RANK and ROUNDS */
	what = str_word(&text);
	for (size_t i = 0; i < COUNT(forms); i++) {
		if (!str_eq(forms[i].word, what))
			continue;
		*ask = (struct journal_ask) { .number = *number,
			.form = (enum journal_form)i,
			.target = JOURNAL_NONE };
		return forms[i].read(&text, ask);
	}
	return false;
}

void
journal_trail_clear(struct journal_trail *trail)
{
	trail->count = trail->kept = 0;
	trail->has_lost = false;
}

void
journal_trail_put(struct journal_trail *trail, struct journal_place place)
{
	trail->place[trail->count++ % COUNT(trail->place)] = place;
	if (trail->kept < COUNT(trail->place))
		trail->kept++;
	else /* of one event alone, the first lines are all that there is */
		trail->has_lost =
		    trail->place[trail->count % COUNT(trail->place)].id !=
		    place.id;
}

bool
journal_trail_peek(
    const struct journal_trail *trail, struct journal_place *place)
{
	const size_t size = COUNT(trail->place);

	if (trail->kept == 0)
		return false;
	*place = trail->place[(trail->count - 1) % size];
	return !trail->has_lost ||
	    trail->place[(trail->count - trail->kept) % size].id != place->id;
}

void
journal_trail_drop(struct journal_trail *trail)
{
	trail->count--;
	trail->kept--;
}
