tr -s ' ' '\n' | sort | uniq -c | sort -k1,1nr -k2 | head -n 5
