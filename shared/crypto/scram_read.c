/* The client's messages: see scram_read.h. */
#include "shared/crypto/scram_read.h"

#include "shared/crypto/base64.h"
#include "shared/text/utf8.h"

#define TEXT(literal)                          \
	{                                      \
		(literal), sizeof(literal) - 1 \
	}

static const struct str error_words[SCRAM_ERRORS] = {
	[SCRAM_OK] = TEXT(""),
	[SCRAM_ENCODING] = TEXT("invalid-encoding"),
	[SCRAM_EXTENSION] = TEXT("extensions-not-supported"),
	[SCRAM_NAME_ENCODING] = TEXT("invalid-username-encoding"),
	[SCRAM_NO_BINDING] = TEXT("channel-binding-not-supported"),
	[SCRAM_PROOF] = TEXT("invalid-proof"),
};

struct str
scram_error_word(enum scram_error error)
{
	return error_words[error];
}

/* Returns whether the part has the form "LETTER=...". */
static bool
has_letter(struct str part, char letter)
{
	return part.len >= 2 && part.at[0] == letter && part.at[1] == '=';
}

static struct str
value_of(struct str part)
{
	return (struct str) { part.at + 2, part.len - 2 };
}

static bool
add_letters(struct scram_name *name, const char *letters, size_t len)
{
	if (len > sizeof(name->at) - name->len)
		return false;
	memcpy(name->at + name->len, letters, len);
	name->len += len;
	return true;
}

/* Takes a name, in which "," and "=" are escaped (section 5.1, "n"). */
static enum scram_error
take_name(struct str text, struct scram_name *name)
{
	uint32_t c;
	size_t len;

	if (text.len == 0)
		return SCRAM_ENCODING;
	for (; text.len > 0; str_drop(&text, len)) {
		struct str letters = text;
		len = utf8_decode(text.at, text.len, &c);
		if (len == 0 || c == 0)
			return SCRAM_NAME_ENCODING;
		letters.len = len;
		if (c == '=') {
			len = 3;
			if (str_begins(text, STR("=2C")))
				letters = STR(",");
			else if (!str_begins(text, STR("=3D")))
				return SCRAM_NAME_ENCODING;
		}
		if (!add_letters(name, letters.at, letters.len))
			return SCRAM_ENCODING;
	}
	return SCRAM_OK;
}

/* Takes a nonce: "printable" in the ABNF has neither space nor comma. */
static enum scram_error
take_nonce(struct str text, size_t most, struct str *nonce)
{
	if (text.len == 0 || text.len > most)
		return SCRAM_ENCODING;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] <= ' ' || text.at[i] > '~')
			return SCRAM_ENCODING;
	*nonce = text;
	return SCRAM_OK;
}

/* The letters that already have a meaning (section 5.1), as a string. */
static const char known[] = "aceimnprsv";

/* Returns whether the text is a value: at least one character, and no NUL. */
static bool
is_value(struct str text)
{
	uint32_t c;
	size_t len;

	if (text.len == 0)
		return false;
	for (; text.len > 0; str_drop(&text, len)) {
		len = utf8_decode(text.at, text.len, &c);
		if (len == 0 || c == 0)
			return false;
	}
	return true;
}

/*
 * Skips an extension; "m" marks those that must not be skipped if they are not
 * known.
 */
static enum scram_error
pass_extension(struct str part)
{
	char letter, small;

	if (part.len == 0)
		return SCRAM_ENCODING;
	letter = part.at[0];
	small = (char)(letter | 0x20); /* an ASCII letter in lower case */
	if (has_letter(part, 'm'))
		return SCRAM_EXTENSION;
	return small >= 'a' && small <= 'z' && strchr(known, letter) == NULL &&
		has_letter(part, letter) && is_value(value_of(part)) ?
	    SCRAM_OK :
	    SCRAM_ENCODING;
}

/* Cuts off the part with that letter, and gets its value. */
static enum scram_error
take_part(struct str *rest, char letter, struct str *value)
{
	const struct str part = str_cut(rest, ',');

	if (has_letter(part, 'm'))
		return SCRAM_EXTENSION;
	if (!has_letter(part, letter))
		return SCRAM_ENCODING;
	*value = value_of(part);
	return SCRAM_OK;
}

static enum scram_error
pass_extensions(struct str rest)
{
	enum scram_error error = SCRAM_OK;

	while (rest.at != NULL && error == SCRAM_OK)
		error = pass_extension(str_cut(&rest, ','));
	return error;
}

/*
 * Cuts off "n,a=AUTHZID,", which begins with the client's flag for channel
 * binding; "y" means that the client supports it but thinks that the server
 * does not.
 */
static enum scram_error
take_gs2_header(struct str *rest, struct scram_first *first)
{
	const char *const begin = rest->at;
	const struct str flag = str_cut(rest, ',');
	struct str authzid;

	if (str_begins(flag, STR("p=")))
		return SCRAM_NO_BINDING;
	if (!str_eq(flag, STR("n")) && !str_eq(flag, STR("y")))
		return SCRAM_ENCODING;
	authzid = str_cut(rest, ',');
	if (rest->at == NULL)
		return SCRAM_ENCODING;
	first->header = (struct str) { begin, (size_t)(rest->at - begin) };
	if (authzid.len == 0)
		return SCRAM_OK;
	if (!has_letter(authzid, 'a'))
		return SCRAM_ENCODING;
	return take_name(value_of(authzid), &first->authzid);
}

enum scram_error
scram_read_first(struct str text, struct scram_first *first)
{
	enum scram_error error;
	struct str value;

	*first = (struct scram_first) { .header = { NULL, 0 } };
	if (text.len > SCRAM_MESSAGE)
		return SCRAM_ENCODING;
	error = take_gs2_header(&text, first);
	if (error != SCRAM_OK)
		return error;
	first->bare = text;
	error = take_part(&text, 'n', &value);
	if (error == SCRAM_OK)
		error = take_name(value, &first->user);
	if (error == SCRAM_OK)
		error = take_part(&text, 'r', &value);
	if (error == SCRAM_OK)
		error = take_nonce(value, SCRAM_NONCE, &first->nonce);
	return error == SCRAM_OK ? pass_extensions(text) : error;
}

enum scram_error
scram_read_final(struct str text, struct scram_final *final)
{
	struct str value, rest, proof;
	size_t len = text.len;
	enum scram_error error;

	*final = (struct scram_final) { .header_len = 0 };
	while (len > 0 && text.at[len - 1] != ',')
		len--;
	if (len == 0 || text.len > SCRAM_MESSAGE)
		return SCRAM_ENCODING;
	final->bare = rest = (struct str) { text.at, len - 1 };
	proof = (struct str) { text.at + len, text.len - len };
	error = take_part(&rest, 'c', &value);
	if (error == SCRAM_OK &&
	    !base64_decode(value, final->header, sizeof(final->header),
		&final->header_len))
		error = SCRAM_ENCODING;
	if (error == SCRAM_OK)
		error = take_part(&rest, 'r', &value);
	if (error == SCRAM_OK)
		error = take_nonce(value, SCRAM_BOTH_NONCES, &final->nonce);
	if (error == SCRAM_OK)
		error = pass_extensions(rest);
	if (error == SCRAM_OK)
		error = take_part(&proof, 'p', &value);
	if (error == SCRAM_OK &&
	    (!base64_decode(value, final->proof, sizeof(final->proof), &len) ||
		len != sizeof(final->proof)))
		error = SCRAM_ENCODING;
	return error;
}
