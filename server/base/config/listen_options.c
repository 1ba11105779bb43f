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
 * Takes a word, which must not be repeated, or be a second service; false if it
 * belongs to the address: a path may contain spaces. Sets *wrong if the word is
 * an option that cannot be.
 */
static bool
take_word(struct str word, struct listen_options *options, const char **wrong)
{
	bool *flag = str_eq(word, STR("proxy")) ? &options->proxy :
	    str_eq(word, STR("secure"))		? &options->secure :
						  NULL;
	const bool is_taken = flag != NULL && !*flag;

	if (memchr(word.at, '=', word.len) != NULL &&
	    memchr(word.at, '/', word.len) == NULL) {
		*wrong = str_skip(&word, STR("mode=")) ?
		    take_mode(word, &options->mode) :
		    "unknown word with a =: must be mode=";
		return true;
	}
	if (is_taken)
		*flag = true;
	for (size_t i = SERVICE_CHAT + 1; i < SERVICES; i++)
		if (options->service == SERVICE_CHAT &&
		    str_eq(word, services[i])) {
			options->service = (enum service)i;
			return true;
		}
	return is_taken;
}

const char *
listen_options_split(
    const char *listen, char address[ADDR_TEXT], struct listen_options *options)
{
	struct str rest = str_from(listen);
	const char *wrong = NULL;
	struct str word;

	*options = (struct listen_options) { .proxy = false };
	while (wrong == NULL && (word = last_word(rest)).len > 0 &&
	    take_word(word, options, &wrong)) {
		rest.len -= word.len;
		while (rest.len > 0 && strchr(" \t", rest.at[rest.len - 1]))
			rest.len--;
	}
	if (wrong == NULL && rest.len >= ADDR_TEXT)
		wrong = "address too long";
	if (wrong != NULL)
		return wrong;
	memcpy(address, rest.at, rest.len);
	address[rest.len] = '\0';
	return NULL;
}
