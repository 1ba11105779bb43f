/* The kind of the client: see greeting.h. */
#include "worker/conn/greeting.h"

#include "shared/grammar.h"

#define ROW(word, means)           \
	{                          \
		STR(word), (means) \
	}

/* The first words that decide, in either case. */
static const struct {
	struct str word;
	enum greeting means;
} words[] = {
	/* HTTP: the preface of its version 2 begins with PRI. */
	ROW("connect", GREETING_FOREIGN),
	ROW("delete", GREETING_FOREIGN),
	ROW("get", GREETING_FOREIGN),
	ROW("head", GREETING_FOREIGN),
	ROW("options", GREETING_FOREIGN),
	ROW("patch", GREETING_FOREIGN),
	ROW("post", GREETING_FOREIGN),
	ROW("pri", GREETING_FOREIGN),
	ROW("put", GREETING_FOREIGN),
	ROW("trace", GREETING_FOREIGN),
	/* Mail. */
	ROW("ehlo", GREETING_FOREIGN),
	ROW("helo", GREETING_FOREIGN),
	/* IRC. */
	ROW("cap", GREETING_NO_NAME),
	ROW("nick", GREETING_NO_NAME),
	ROW("user", GREETING_NO_NAME),
};

static enum greeting
meaning_of(struct str word)
{
	for (size_t i = 0; i < COUNT(words); i++)
		if (str_caseeq(words[i].word, word))
			return words[i].means;
	return GREETING_NATIVE;
}

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Returns whether the line begins with a TLS handshake record. */
static bool
begins_tls(struct str line)
{
	return line.len >= 2 && line.at[0] == 0x16 && line.at[1] == 0x03;
}

/* Returns whether the word is a RESP array header: '*' and a number. */
static bool
is_array(struct str word)
{
	size_t i = 1;

	while (i < word.len && is_digit(word.at[i]))
		i++;
	return word.len > 1 && word.at[0] == '*' && i == word.len;
}

/*
 * Returns whether the line ends in "HTTP/" and a version, as a request with any
 * method does.
 */
static bool
ends_in_version(struct str line)
{
	const struct str http = STR("HTTP/");
	size_t len = line.len;

	while (
	    len > 0 && (is_digit(line.at[len - 1]) || line.at[len - 1] == '.'))
		len--;
	return len >= http.len && len < line.len && is_digit(line.at[len]) &&
	    str_caseeq(
		(struct str) { line.at + len - http.len, http.len }, http);
}

static bool
is_foreign_word(struct str word)
{
	return meaning_of(word) == GREETING_FOREIGN || is_array(word);
}

/* Returns whether the first bytes alone show another protocol. */
static bool
begins_foreign(struct str line)
{
	return begins_tls(line) || str_begins(line, STR("SSH-"));
}

static bool
is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

bool
greeting_is_foreign_word(struct str bytes)
{
	size_t len = 0;

	while (bytes.len > 0 && is_space(bytes.at[0]))
		str_drop(&bytes, 1);
	while (len < bytes.len && !is_space(bytes.at[len]))
		len++;
	return begins_foreign(bytes) ||
	    (len < bytes.len &&
		is_foreign_word((struct str) { bytes.at, len }));
}

enum greeting
greeting_read(struct str line, bool whole)
{
	struct str rest, word;

	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line.len--;
	if (begins_foreign(line))
		return GREETING_FOREIGN;
	rest = str_strip_front(line);
	word = str_word(&rest);
	if (!whole && rest.at == NULL)
		return GREETING_OPEN; /* more of the word may come */
	if (is_foreign_word(word))
		return GREETING_FOREIGN;
	if (str_strip_front(rest).len > 0 &&
	    grammar_find(word, FROM_CLIENT) == NULL)
		return GREETING_FOREIGN;
	if (!whole)
		return GREETING_OPEN;
	return ends_in_version(line) ? GREETING_FOREIGN : meaning_of(word);
}
