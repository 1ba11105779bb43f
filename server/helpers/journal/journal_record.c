/* A record of the history: see journal_record.h. */
#include "helpers/journal/journal_record.h"

#include "base/data/crc32.h"

#define CRC_DIGITS 8

/* The verb of an erased record that was too short for the word. */
#define ERASED_SHORT '-'

/* The first character of a guest's name. */
#define GUEST STR("~")

/* The last ID of LIMIT_ID digits: the names of files have dates before. */
#define ID_MOST UINT64_C(9999999999999999)

enum {
	EVENT = 1 << 0,
	SPEECH = 1 << 1,
	ACTOR = 1 << 2 /* the first word of the rest is the actor */
};

static const struct {
	struct str word;
	unsigned traits;
} verbs[JOURNAL_VERBS] = {
	[JOURNAL_MSG] = { LIT("msg"), EVENT | SPEECH | ACTOR },
	[JOURNAL_NOTE] = { LIT("note"), EVENT | SPEECH | ACTOR },
	[JOURNAL_SIGNAL] = { LIT("signal"), EVENT | ACTOR },
	[JOURNAL_TELL] = { LIT("tell"), EVENT | SPEECH | ACTOR },
	[JOURNAL_LINES] = { LIT("lines"), EVENT | SPEECH | ACTOR },
	[JOURNAL_TOPIC] = { LIT("topic"), EVENT | ACTOR },
	[JOURNAL_JOIN] = { LIT("join"), EVENT | ACTOR },
	[JOURNAL_LEAVE] = { LIT("leave"), EVENT | ACTOR },
	[JOURNAL_KICK] = { LIT("kick"), EVENT | ACTOR },
	[JOURNAL_MODE] = { LIT("mode"), EVENT | ACTOR },
	[JOURNAL_QUIT] = { LIT("quit"), EVENT | ACTOR },
	[JOURNAL_NAME] = { LIT("name"), EVENT | ACTOR },
	[JOURNAL_TAGS] = { LIT("tags"), EVENT },
	[JOURNAL_REDACT] = { LIT("redact"), EVENT | ACTOR },
	[JOURNAL_RENAME] = { LIT("rename"), EVENT | ACTOR },
	[JOURNAL_RENAMED] = { LIT("renamed"), 0 },
	[JOURNAL_IN] = { LIT("in"), 0 },
	[JOURNAL_OUT] = { LIT("out"), 0 },
	[JOURNAL_BEGIN] = { LIT("begin"), 0 },
	[JOURNAL_LAST] = { LIT("last"), 0 },
	[JOURNAL_END] = { LIT("end"), 0 },
	[JOURNAL_VOID] = { LIT("void"), 0 },
	[JOURNAL_FORGET] = { LIT("forget"), 0 },
	[JOURNAL_START] = { LIT("start"), 0 },
	[JOURNAL_GAP] = { LIT("gap"), 0 },
	[JOURNAL_ERASED] = { LIT("erased"), 0 },
	[JOURNAL_PUT] = { LIT("put"), 0 },
	[JOURNAL_CUT] = { LIT("cut"), 0 },
	[JOURNAL_MOVE] = { LIT("move"), 0 },
	[JOURNAL_HISTORY] = { LIT("history"), 0 },
	[JOURNAL_TARGET] = { LIT("target"), 0 },
	[JOURNAL_RECORDS] = { LIT("records"), 0 },
};

static enum journal_verb
verb_of(struct str word)
{
	for (size_t i = JOURNAL_UNKNOWN + 1; i < COUNT(verbs); i++)
		if (str_eq(verbs[i].word, word))
			return (enum journal_verb)i;
	return word.len == 1 && word.at[0] == ERASED_SHORT ? JOURNAL_ERASED :
							     JOURNAL_UNKNOWN;
}

bool
journal_record_read_body(struct str body, struct journal_record *record)
{
	struct str rest = body;

	record->body = body;
	record->word = str_word(&rest);
	record->verb = verb_of(record->word);
	if (record->word.len == 0 ||
	    !str_to_number(str_word(&rest), ID_MOST, &record->id))
		return false;
	record->where = str_word(&rest);
	record->rest = rest;
	return record->where.len > 0 && record->where.len < JOURNAL_WHERE;
}

bool
journal_record_read_log(struct str line, struct journal_record *record)
{
	const struct str attr = str_word(&line);

	record->back = 0;
	record->closed = attr.len > 0 && attr.at[0] == 'c';
	record->more = attr.len == 2;
	return attr.len > 0 && (record->closed || attr.at[0] == 'o') &&
	    (attr.len == 1 || str_eq(attr, STR("o+")) ||
		str_eq(attr, STR("c+"))) &&
	    journal_record_read_body(line, record);
}

/* Reads "BACK", "BACKc", "BACK+" or "BACKc+". */
static bool
read_back(struct str word, struct journal_record *record)
{
	record->more = word.len > 0 && word.at[word.len - 1] == '+';
	word.len -= record->more;
	record->closed = word.len > 0 && word.at[word.len - 1] == 'c';
	word.len -= record->closed;
	return str_to_number(word, UINT64_MAX, &record->back);
}

static void
write_crc(uint32_t crc, char room[CRC_DIGITS])
{
	for (size_t i = CRC_DIGITS; i-- > 0; crc >>= 4)
		room[i] = "0123456789abcdef"[crc & 0xf];
}

bool
journal_record_is_whole(struct str line)
{
	char right[CRC_DIGITS];

	if (line.len <= CRC_DIGITS || line.at[CRC_DIGITS] != ' ')
		return false;
	write_crc(crc32(0, line.at + CRC_DIGITS + 1, line.len - CRC_DIGITS - 1),
	    right);
	return memcmp(line.at, right, CRC_DIGITS) == 0;
}

/* Returns whether the record, if it is a renaming, has one name, the new one.
 */
static bool
names_one(const struct journal_record *record)
{
	struct str rest = record->rest;

	return record->verb != JOURNAL_RENAMED ||
	    (str_word(&rest).len > 0 && rest.at == NULL &&
		record->rest.len <= LIMIT_GROUP);
}

bool
journal_record_read(struct str line, struct journal_record *record)
{
	if (!journal_record_is_whole(line))
		return false;
	str_drop(&line, CRC_DIGITS + 1);
	return read_back(str_word(&line), record) &&
	    journal_record_read_body(line, record) && names_one(record);
}

/* Appends to the room, and returns the end. */
static char *
put(char *at, struct str piece)
{
	if (piece.len > 0)
		memmove(at, piece.at, piece.len);
	return at + piece.len;
}

size_t
journal_record_write(const struct journal_record *record, char *room)
{
	char *const first = room + CRC_DIGITS + 1;
	char digits[STR_DIGITS], tail[3];
	const struct str back = str_number(record->back, digits);
	char *at = tail;
	size_t len;

	if (record->closed)
		*at++ = 'c';
	if (record->more)
		*at++ = '+';
	*at++ = ' ';
	len = back.len + (size_t)(at - tail);
	/* The body first: it may be where the prefix goes. */
	(void)put(first + len, record->body);
	(void)put(put(first, back), (struct str) { tail, (size_t)(at - tail) });
	len += record->body.len;
	write_crc(crc32(0, first, len), room);
	room[CRC_DIGITS] = ' ';
	first[len] = '\n';
	return CRC_DIGITS + 1 + len + 1;
}

void
journal_record_erase(
    const struct journal_record *record, char *line, size_t len)
{
	const char short_word = ERASED_SHORT;
	const struct str body = record->body;
	/* " ID WHERE", which moves. */
	const size_t from = record->word.len;
	const size_t kept =
	    (size_t)(record->where.at - body.at) + record->where.len - from;
	const struct str word =
	    verbs[JOURNAL_ERASED].word.len + kept <= body.len ?
	    verbs[JOURNAL_ERASED].word :
	    (struct str) { &short_word, 1 };
	char *const first = line + (body.at - line), *at;

	memmove(first + word.len, first + from, kept);
	memcpy(first, word.at, word.len);
	at = first + word.len + kept;
	memset(at, '-', (size_t)(line + len - at));
	if (at < line + len)
		*at = ' ';
	write_crc(crc32(0, line + CRC_DIGITS + 1, len - CRC_DIGITS - 1), line);
}

struct str
journal_verb_word(enum journal_verb verb)
{
	return verbs[verb].word;
}

bool
journal_verb_is_event(enum journal_verb verb)
{
	return (verbs[verb].traits & EVENT) != 0;
}

bool
journal_verb_is_speech(enum journal_verb verb)
{
	return (verbs[verb].traits & SPEECH) != 0;
}

bool
journal_verb_changes_rows(enum journal_verb verb)
{
	return verb == JOURNAL_PUT || verb == JOURNAL_CUT ||
	    verb == JOURNAL_MOVE;
}

bool
journal_verb_is_row(enum journal_verb verb)
{
	return verb == JOURNAL_HISTORY || verb == JOURNAL_TARGET ||
	    verb == JOURNAL_IN || verb == JOURNAL_GAP ||
	    verb == JOURNAL_RENAMED;
}

bool
journal_record_lasts(const struct journal_record *record)
{
	return str_eq(record->rest, STR("lasting"));
}

bool
journal_record_is_anew(const struct journal_record *record)
{
	return record->verb == JOURNAL_START &&
	    str_eq(record->rest, STR("anew"));
}

struct str
journal_record_actor(const struct journal_record *record)
{
	struct str rest = record->rest;

	if ((verbs[record->verb].traits & ACTOR) == 0)
		return STR("");
	return str_word(&rest);
}

struct str
journal_actor_account(struct str actor)
{
	struct str account;

	(void)str_cut(&actor, '!');
	(void)str_cut(&actor, '!');
	account = str_cut(&actor, '!');
	return str_eq(account, STR("*")) ? STR("") : account;
}

bool
journal_record_is_by(const struct journal_record *record, struct str account)
{
	return account.len > 0 &&
	    str_caseeq(
		journal_actor_account(journal_record_actor(record)), account);
}

bool
journal_where_is_talk(struct str where, struct str *one, struct str *other)
{
	if (!str_skip(&where, STR("@")))
		return false;
	*one = str_cut(&where, ',');
	*other = where;
	return where.len > 0;
}

bool
journal_where_has(struct str where, struct str party)
{
	struct str one, other;

	return journal_where_is_talk(where, &one, &other) &&
	    (str_caseeq(one, party) || str_caseeq(other, party));
}

bool
journal_party_is_guest(struct str party)
{
	return str_begins(party, GUEST);
}

bool
journal_where_has_guest(struct str where)
{
	struct str one, other;

	return journal_where_is_talk(where, &one, &other) &&
	    (journal_party_is_guest(one) || journal_party_is_guest(other));
}

bool
journal_where_is_group(struct str where)
{
	return where.at[0] != '@' && !str_eq(where, STR("*"));
}
