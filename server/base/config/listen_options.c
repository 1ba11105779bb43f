/* The words after an address of listen: see listen_options.h. */
#include "base/config/listen_options.h"

#include <string.h>
#include <sys/types.h>

#include "shared/str.h"

#define BAD_MODE "mode must be octal, from 0 to 0777, such as 0660"

/* Returns the last word, if another word comes before it; else empty. */
static struct str
last_word(struct str element)
{
	size_t at = element.len;

	while (at > 0 && strchr(" \t", element.at[at - 1]) == NULL)
		at--;
	if (at == 0)
		return (struct str) { NULL, 0 };
	return (struct str) { element.at + at, element.len - at };
}

/* Removes the last word and the blanks before it. */
static void
drop_word(struct str *element, struct str word)
{
	element->len -= word.len;
	while (element->len > 0 &&
	    strchr(" \t", element->at[element->len - 1]) != NULL)
		element->len--;
}

static const char *
take_mode(struct str digits, size_t *mode)
{
	size_t number = 0;

	if (digits.len == 0 || digits.len > 4)
		return BAD_MODE;
	for (size_t i = 0; i < digits.len; i++) {
		if (digits.at[i] < '0' || digits.at[i] > '7')
			return BAD_MODE;
		number = number * 8 + (size_t)(digits.at[i] - '0');
	}
	*mode = number + 1;
	return number > 0777 ? BAD_MODE : NULL;
}

static const struct str services[SERVICES] = {
	[SERVICE_CHAT] = LIT(""),
	[SERVICE_DATE] = LIT("date"),
	[SERVICE_ECHO] = LIT("echo"),
};

/*
 * Reads a word without a value; false if it is unknown or repeated, or a second
 * service.
 */
static bool
take_plain(struct str word, struct listen_options *options)
{
	bool *flag = str_eq(word, STR("proxy")) ? &options->proxy :
	    str_eq(word, STR("secure"))		? &options->secure :
						  NULL;

	for (size_t i = SERVICE_CHAT + 1; i < SERVICES; i++)
		if (options->service == SERVICE_CHAT &&
		    str_eq(word, services[i])) {
			options->service = (enum service)i;
			return true;
		}
	if (flag == NULL || *flag)
		return false;
	*flag = true;
	return true;
}

/*
 * Reads a word with a "=", and sets *is_value; a word with a slash belongs to
 * the path, which may contain spaces. Returns null, or what is wrong with it.
 */
static const char *
take_value(struct str word, struct listen_options *options, bool *is_value)
{
	*is_value = memchr(word.at, '=', word.len) != NULL &&
	    memchr(word.at, '/', word.len) == NULL;
	if (!*is_value)
		return NULL;
	if (str_skip(&word, STR("mode=")))
		return take_mode(word, &options->mode);
	return "unknown word with a =: must be mode=";
}

static const char *
copy_address(struct str text, char address[ADDR_TEXT])
{
	if (text.len >= ADDR_TEXT)
		return "address too long";
	memcpy(address, text.at, text.len);
	address[text.len] = '\0';
	return NULL;
}

const char *
listen_options_split(
    const char *listen, char address[ADDR_TEXT], struct listen_options *options)
{
	struct str rest = str_from(listen);
	struct str word;

	*options = (struct listen_options) { .proxy = false };
	while ((word = last_word(rest)).len > 0) {
		bool is_value;
		const char *wrong = take_value(word, options, &is_value);
		if (wrong != NULL)
			return wrong;
		if (!is_value && !take_plain(word, options))
			break;
		drop_word(&rest, word);
	}
	return copy_address(rest, address);
}

const char *
responder_options_split(
    const char *responder, char address[ADDR_TEXT], bool *echo)
{
	struct str rest = str_from(responder);
	const struct str word = last_word(rest);

	*echo = str_eq(word, services[SERVICE_ECHO]);
	if (*echo)
		drop_word(&rest, word);
	return copy_address(rest, address);
}
