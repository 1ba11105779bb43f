/* Lines of the server: see hearing.h. */
#include "hearing.h"

#include <string.h>

/*
 * The words behind the first one: I is an ID, G a group, B who did it, T to
 * whom, V a verb, C a code, and the rest of the line is R, or r if it may be
 * left out.
 */
static const struct {
	const char *word;
	const char *form;
} forms[HEARD_KINDS] = {
	[HEARD_MSG] = { "msg", "IGBR" },
	[HEARD_TOPIC] = { "topic", "IGBR" },
	[HEARD_JOIN] = { "join", "IGB" },
	[HEARD_LEAVE] = { "leave", "IGBr" },
	[HEARD_NAME] = { "name", "IBT" },
	[HEARD_QUIT] = { "quit", "IBr" },
	[HEARD_TELL] = { "tell", "IBTR" },
	[HEARD_OK] = { "ok", "Vr" },
	[HEARD_ERR] = { "err", "VCR" },
	[HEARD_BYE] = { "bye", "CR" },
	[HEARD_NAMES] = { "names", "GR" },
	[HEARD_GROUP] = { "group", "R" },
	[HEARD_HELP] = { "help", "R" },
};

/* FNV-1a, but of eight bytes at a time: the checker lives on it. */
static uint64_t
hash_of(struct str line)
{
	const uint64_t prime = 0x100000001b3;
	uint64_t hash = 0xcbf29ce484222325 ^ line.len;
	uint64_t part;

	for (; line.len >= sizeof(part); line.at += sizeof(part)) {
		memcpy(&part, line.at, sizeof(part));
		hash = (hash ^ part) * prime;
		hash ^= hash >> 29;
		line.len -= sizeof(part);
	}
	part = 0;
	if (line.len > 0)
		memcpy(&part, line.at, line.len);
	return (hash ^ part) * prime;
}

static bool
take_group(struct str word, size_t *group)
{
	*group = saying_group(word);
	return *group < SAYING_GROUPS;
}

static bool
take_rest(struct str *rest, struct hearing *hearing)
{
	hearing->text = *rest;
	*rest = (struct str) { NULL, 0 };
	return true;
}

/* One word as the letter says, cut off the rest. */
static bool
take(char letter, struct str *rest, struct hearing *hearing)
{
	if (letter == 'r' || (letter == 'R' && rest->at != NULL))
		return take_rest(rest, hearing);
	if (rest->at == NULL)
		return false;
	const struct str word = str_word(rest);
	switch (letter) {
	case 'I':
		return str_to_number(word, UINT64_MAX, &hearing->id);
	case 'G':
		return take_group(word, &hearing->group);
	case 'B':
		return saying_whose(word, &hearing->by);
	case 'T':
		return saying_whose(word, &hearing->to);
	case 'V':
		hearing->verb = word;
		return true;
	default:
		hearing->code = word;
		return true;
	}
}

bool
hearing_parse(struct str line, struct hearing *hearing)
{
	struct str rest = line;
	const struct str word = str_word(&rest);
	size_t kind = 0;

	while (kind < HEARD_KINDS && !str_eq(word, str_from(forms[kind].word)))
		kind++;
	if (kind == HEARD_KINDS)
		return false;
	*hearing = (struct hearing) { .heard = (enum heard)kind,
		.hash = hash_of(line) };
	for (const char *form = forms[kind].form; *form != '\0'; form++)
		if (!take(*form, &rest, hearing))
			return false;
	return rest.at == NULL;
}
