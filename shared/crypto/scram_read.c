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

/* Cuts off the part before a comma; after the last part *rest is null. */
static struct str
cut_part(struct str *rest)
{
	const char *comma =
	    rest->len > 0 ? memchr(rest->at, ',', rest->len) : NULL;
	struct str part = *rest;

	if (comma == NULL) {
		*rest = (struct str) { NULL, 0 };
		return part;
	}
	part.len = (size_t)(comma - part.at);
	str_drop(rest, part.len + 1);
	return part;
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

/*
 * The letters that a name must escape, with their escapes (section 5.1, "n").
 */
static const struct {
	struct str text;
	char letter;
} escapes[] = {
	{ TEXT("=2C"), ',' },
	{ TEXT("=3D"), '=' },
};

static bool
add_letters(struct scram_name *name, const char *letters, size_t len)
{
	if (len > sizeof(name->at) - name->len)
		return false;
	memcpy(name->at + name->len, letters, len);
	name->len += len;
	return true;
}

/*
 * Finds the escape at the front of a text that begins with "=", and returns its
 * length; 0: it is invalid.
 */
static size_t
find_escape(struct str text, char *letter)
{
	for (size_t i = 0; i < COUNT(escapes); i++) {
		const size_t len = escapes[i].text.len;
		if (text.len < len ||
		    memcmp(text.at, escapes[i].text.at, len) != 0)
			continue;
		*letter = escapes[i].letter;
		return len;
	}
	return 0;
}

static enum scram_error
take_name(struct str text, struct scram_name *name)
{
	uint32_t c;
	size_t len;
	char letter;

	if (text.len == 0)
		return SCRAM_ENCODING;
	for (; text.len > 0; str_drop(&text, len)) {
		len = utf8_decode(text.at, text.len, &c);
		if (len == 0 || c == 0)
			return SCRAM_NAME_ENCODING;
		letter = *text.at;
		if (c == '=' && (len = find_escape(text, &letter)) == 0)
			return SCRAM_NAME_ENCODING;
		if (!(c == '=' ? add_letters(name, &letter, 1) :
				 add_letters(name, text.at, len)))
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

static enum scram_error
take_user(struct str value, void *message)
{
	struct scram_first *first = message;

	return take_name(value, &first->user);
}

static enum scram_error
take_first_nonce(struct str value, void *message)
{
	struct scram_first *first = message;

	return take_nonce(value, SCRAM_NONCE, &first->nonce);
}

static enum scram_error
take_header(struct str value, void *message)
{
	struct scram_final *final = message;

	return base64_decode(value, final->header, sizeof(final->header),
		   &final->header_len) ?
	    SCRAM_OK :
	    SCRAM_ENCODING;
}

static enum scram_error
take_final_nonce(struct str value, void *message)
{
	struct scram_final *final = message;

	return take_nonce(value, SCRAM_BOTH_NONCES, &final->nonce);
}

static enum scram_error
take_proof(struct str value, void *message)
{
	struct scram_final *final = message;
	size_t len;

	return base64_decode(value, final->proof, sizeof(final->proof), &len) &&
		len == sizeof(final->proof) ?
	    SCRAM_OK :
	    SCRAM_ENCODING;
}

/* A part of a bare message. The parts come in this order, then extensions. */
struct attribute {
	char letter;
	enum scram_error (*take)(struct str value, void *message);
};

#define ATTRIBUTES 2

static const struct attribute first_parts[ATTRIBUTES] = {
	{ 'n', take_user },
	{ 'r', take_first_nonce },
};

static const struct attribute final_parts[ATTRIBUTES] = {
	{ 'c', take_header },
	{ 'r', take_final_nonce },
};

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

static enum scram_error
take_attribute(
    const struct attribute *attribute, struct str part, void *message)
{
	if (has_letter(part, 'm'))
		return SCRAM_EXTENSION;
	if (!has_letter(part, attribute->letter))
		return SCRAM_ENCODING;
	return attribute->take(value_of(part), message);
}

static enum scram_error
read_bare(struct str text, const struct attribute attributes[ATTRIBUTES],
    void *message)
{
	enum scram_error error = SCRAM_OK;

	for (size_t i = 0; i < ATTRIBUTES && error == SCRAM_OK; i++)
		error =
		    take_attribute(&attributes[i], cut_part(&text), message);
	while (text.at != NULL && error == SCRAM_OK)
		error = pass_extension(cut_part(&text));
	return error;
}

/*
 * The client's flag for channel binding; "y" means that the client supports it
 * but thinks that the server does not.
 */
static const struct {
	struct str text; /* the whole part, or its beginning */
	bool whole;
	enum scram_error error;
} flags[] = {
	{ TEXT("n"), true, SCRAM_OK },
	{ TEXT("y"), true, SCRAM_OK },
	{ TEXT("p="), false, SCRAM_NO_BINDING },
};

static enum scram_error
check_flag(struct str part)
{
	for (size_t i = 0; i < COUNT(flags); i++) {
		const size_t len = flags[i].text.len;
		if (part.len >= len && (part.len == len || !flags[i].whole) &&
		    memcmp(part.at, flags[i].text.at, len) == 0)
			return flags[i].error;
	}
	return SCRAM_ENCODING;
}

/* Cuts off "n,a=AUTHZID,". */
static enum scram_error
take_gs2_header(struct str *rest, struct scram_first *first)
{
	const char *const begin = rest->at;
	enum scram_error error = check_flag(cut_part(rest));
	struct str authzid;

	if (error != SCRAM_OK)
		return error;
	authzid = cut_part(rest);
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

	*first = (struct scram_first) { .header = { NULL, 0 } };
	if (text.len > SCRAM_MESSAGE)
		return SCRAM_ENCODING;
	error = take_gs2_header(&text, first);
	if (error != SCRAM_OK)
		return error;
	first->bare = text;
	return read_bare(text, first_parts, first);
}

enum scram_error
scram_read_final(struct str text, struct scram_final *final)
{
	static const struct attribute proof = { 'p', take_proof };
	size_t len = text.len;
	enum scram_error error;

	*final = (struct scram_final) { .header_len = 0 };
	while (len > 0 && text.at[len - 1] != ',')
		len--;
	if (len == 0 || text.len > SCRAM_MESSAGE)
		return SCRAM_ENCODING;
	final->bare = (struct str) { text.at, len - 1 };
	error = read_bare(final->bare, final_parts, final);
	if (error != SCRAM_OK)
		return error;
	return take_attribute(
	    &proof, (struct str) { text.at + len, text.len - len }, final);
}
