#pragma once
#include <curl/curl.h>

// libcurl sets and reads options through variadic functions, which Swift cannot call:
// one function for each type of value.

static inline CURLcode energy_curl_set_number(CURL *handle, CURLoption option, long value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode energy_curl_set_text(CURL *handle, CURLoption option, const char *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode energy_curl_set_pointer(CURL *handle, CURLoption option, void *value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode energy_curl_set_list(
    CURL *handle, CURLoption option, struct curl_slist *value) {
  return curl_easy_setopt(handle, option, value);
}

// The header callback has the type of the write callback.
static inline CURLcode energy_curl_set_callback(
    CURL *handle, CURLoption option, curl_write_callback value) {
  return curl_easy_setopt(handle, option, value);
}

static inline CURLcode energy_curl_get_number(CURL *handle, CURLINFO item, long *value) {
  return curl_easy_getinfo(handle, item, value);
}

static inline CURLcode energy_curl_get_size(CURL *handle, CURLINFO item, curl_off_t *value) {
  return curl_easy_getinfo(handle, item, value);
}

static inline CURLcode energy_curl_get_text(CURL *handle, CURLINFO item, const char **value) {
  char *text = 0;
  CURLcode code = curl_easy_getinfo(handle, item, &text);
  *value = text;
  return code;
}
