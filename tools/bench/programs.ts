/** C++ programs such as people submit. */
export const programs: Readonly<Record<string, string>> = {
  'hello, <iostream>': '#include <iostream>\nint main() { std::cout << "hello\\n"; }\n',
  'contest program, <bits/stdc++.h>': `#include <bits/stdc++.h>
using namespace std;
int main() {
  vector<long long> a(100000);
  iota(a.begin(), a.end(), 1);
  map<long long, int> seen;
  for (auto x : a) seen[x % 997]++;
  priority_queue<pair<int, long long>> best;
  for (auto& [k, v] : seen) best.push({v, k});
  string line = to_string(best.top().second);
  sort(a.rbegin(), a.rend());
  cout << line << " " << a[0] << "\\n";
}
`,
  'five STL headers': `#include <algorithm>
#include <iostream>
#include <map>
#include <string>
#include <vector>
int main() {
  std::map<std::string, int> count;
  std::vector<std::string> words{"a", "b", "a"};
  for (const auto& word : words) ++count[word];
  std::sort(words.begin(), words.end());
  for (const auto& [word, n] : count) std::cout << word << n << "\\n";
}
`,
  '<thread>':
    '#include <iostream>\n#include <thread>\nint main() { std::thread t([] { std::cout << "hi\\n"; }); t.join(); }\n',
  '<cstdio> only': '#include <cstdio>\nint main() { std::puts("hello"); }\n',
  '<cstdio>, <vector>, <algorithm>': `#include <algorithm> // sort
#include <cstdio>
#include <vector>
int main() {
  std::vector<int> v;
  for (int i = 0; i < 5; i++) v.push_back(i * 7 % 5);
  std::sort(v.begin(), v.end());
  for (int x : v) std::printf("%d ", x);
}
`,
  '<regex>':
    '#include <iostream>\n#include <regex>\nint main() { std::cout << std::regex_match("ab12", std::regex("[a-z]+[0-9]+")) << "\\n"; }\n',
};
