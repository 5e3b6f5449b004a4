// Imported before the stores, which read what an earlier page arranged: that is not to be seen in this one.
if (new URLSearchParams(location.search).has("case")) localStorage.clear();
