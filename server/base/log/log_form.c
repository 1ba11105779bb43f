/* A log line as a JSON object: see log_form.h. */
#include "base/log/log_form.h"

#include "shared/date.h"
#include "shared/text/json.h"

static const struct str level_words[LEVEL_COUNT] = {
	[LEVEL_ERR] = LIT("err"),
	[LEVEL_WARNING] = LIT("warning"),
	[LEVEL_NOTICE] = LIT("notice"),
	[LEVEL_INFO] = LIT("info"),
};

static struct str
text_of(const struct log_entry *entry, const struct log_member *member)
{
	return (struct str) { entry->text.at + member->at, member->len };
}

static bool
is_event(const struct log_member *member)
{
	return str_eq(member->key, STR("event"));
}

/*
 * Returns the event: the member of that name, or the text up to the first colon
 * or space.
 */
static struct str
event_of(const struct log_entry *entry)
{
	struct str word = { entry->text.at, 0 };

	for (size_t i = 0; i < entry->members; i++)
		if (is_event(&entry->member[i]))
			return text_of(entry, &entry->member[i]);
	while (word.len < entry->text.len && word.at[word.len] != ':' &&
	    word.at[word.len] != ' ')
		word.len++;
	return word;
}

/*
 * Appends a number, which is as str_number writes it, or a string. Text that is
 * not a number becomes a string.
 */
static bool
put_value(struct buf *to, struct str text, bool is_number)
{
	uint64_t number;

	return is_number && str_to_number(text, UINT64_MAX, &number) ?
	    BUF_CAT(to, text) :
	    json_string(to, text);
}

/* Appends all of the member or nothing. */
static void
put_member(struct buf *to, struct str key, struct str text, bool is_number)
{
	const size_t before = buf_len(to);

	if (!BUF_CAT(to, STR(",\""), key, STR("\":")) ||
	    !put_value(to, text, is_number))
		to->end = to->start + before;
}

/* Appends the members that are always there; a line has room for them. */
static void
put_head(struct buf *to, const struct log_entry *entry)
{
	char date[DATE_TEXT];

	(void)BUF_CAT(to, STR("{\"time\":\""), date_text(entry->when, date),
	    STR("\",\"level\":\""), level_words[entry->level], STR("\""));
	put_member(to, STR("event"), event_of(entry), false);
}

void
log_json(struct buf *to, const struct log_entry *entry)
{
	const struct str end = STR("\"}");

	to->size -= end.len;
	put_head(to, entry);
	for (size_t i = 0; i < entry->members; i++)
		if (!is_event(&entry->member[i]))
			put_member(to, entry->member[i].key,
			    text_of(entry, &entry->member[i]),
			    entry->member[i].is_number);
	(void)BUF_CAT(to, STR(",\"text\":\""));
	(void)json_characters(to, entry->text); /* as much as fits */
	to->size += end.len;
	(void)BUF_CAT(to, end); /* room was reserved */
}
