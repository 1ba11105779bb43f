/* server/base/config/listen_options: how the elements of listen are split. */
#include "server/base/config/listen_options.h"

#include "tests/lib/filler.h"
#include "tests/lib/tap.h"

/* The result of the words with a "=" for a socket's file, or their error. */
static const struct {
	const char *value;
	size_t mode;
	const char *wrong; /* null: nothing */
} files[] = {
	{ "/s mode=0660", 0660 + 1, NULL },
	{ "/s mode=777 proxy", 0777 + 1, NULL },
	{ "/s proxy\tmode=0600 secure", 0600 + 1, NULL },
	{ "/s mode=1777", 0,
	    "mode must be octal, from 0 to 0777, such as 0660" },
	{ "/s mode=00660", 0,
	    "mode must be octal, from 0 to 0777, such as 0660" },
	{ "/s mod=0660", 0,
	    "words after the address must be date or echo, proxy or forwarded, "
	    "secure or mode=MODE" },
};

static void
splits_files(void)
{
	char address[ADDR_TEXT];
	struct listen_options options;

	for (size_t i = 0; i < COUNT(files); i++) {
		const char *wrong =
		    listen_options_split(files[i].value, address, &options);
		if (files[i].wrong != NULL) {
			TAP_OK(wrong != NULL && !strcmp(wrong, files[i].wrong),
			    "%s: %s", files[i].value,
			    wrong != NULL ? wrong : "good");
			continue;
		}
		TAP_OK(wrong == NULL && options.mode == files[i].mode, "%s",
		    files[i].value);
	}
}

int
main(void)
{
	static const struct {
		const char *value, *address;
		bool proxy, secure;
		enum service service;
	} splits[] = {
		{ "6013 date", "6013", false, false, SERVICE_DATE },
		{ "[::1]:7 echo", "[::1]:7", false, false, SERVICE_ECHO },
		{ "7 proxy echo", "7", true, false, SERVICE_ECHO },
		{ "1234", "1234", false, false, SERVICE_CHAT },
		{ "1234 proxy", "1234", true, false, SERVICE_CHAT },
		{ "1234 forwarded", "1234", true, false, SERVICE_FORWARDED },
		{ "1234 secure proxy", "1234", true, true, SERVICE_CHAT },
	};
	char address[ADDR_TEXT];
	struct listen_options options;

	for (size_t i = 0; i < COUNT(splits); i++) {
		TAP_OK(listen_options_split(
			   splits[i].value, address, &options) == NULL &&
			options.proxy == splits[i].proxy &&
			options.service == splits[i].service &&
			options.secure == splits[i].secure,
		    "%s is split", splits[i].value);
		TAP_STR(str_from(address), str_from(splits[i].address),
		    "the address");
	}
	TAP_OK(
	    listen_options_split(filler(ADDR_TEXT), address, &options) != NULL,
	    "one that is too long is not");
	splits_files();
	return tap_done();
}
