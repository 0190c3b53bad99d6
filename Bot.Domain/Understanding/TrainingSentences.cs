namespace Bot.Domain.Understanding;

/// <summary>
/// The training files: "[intent category urgency]" (category and urgency may be "-"), below it sentences in which {甲|乙} stands for either
/// and {} for nothing; §  stands for a door. A section may add 角色=工作, 境=有单 or 境=问过.
/// </summary>
public static class TrainingSentences
{
    /// <summary>How many variants of a sentence with choices are taken at most.</summary>
    private const int Variants = 6;
    private static readonly string[] Doors = ["3栋2单元", "5号楼", "12栋", "7幢1单元", "8-2-301", "2栋", "B座", "16号楼3门", "六栋", "1栋1单元1203", "9栋"];
    private static readonly string[] Reports = ["4栋有件事", "有人管管吗", "这个怎么弄啊", "4栋那个又来了", "麻烦看一下4栋", "物业在吗 4栋"];
    private static readonly string[] Openings = ["网格员，", "物业，", "麻烦网格员看看，", "各位邻居，", "请问物业 ", "大家好，", "反映一下，", "@网格员小余 ", "管理处 ", "我想说，"];
    private static readonly GroupProfile Group = new("例群", ["例苑"], "例苑");

    private static readonly string[] Joints = ["，另外", "；", "，还有", "。", "，", " ", "，对了", "\n", "，再说", "，顺便说一下", "；还有就是", "，而且", "。再一个"];

    /// <summary>Of so many reports one is also joined with another of a different category, as a message of several matters.</summary>
    private const int JoinsOneIn = 8;
    private const int LongestJoined = 30;

    public static IEnumerable<TrainingExample> Parse(IEnumerable<string> lines)
    {
        var random = new LinearCongruential(20240601);
        (string Sentence, string? Category)? other = null;
        foreach (var section in WordList.Parse(lines))
        {
            var labels = section.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var intent = labels[0];
            var category = labels.Length > 1 && labels[1] != "-" ? labels[1] : null;
            Urgency? urgency = labels.Length > 2 && labels[2] != "-" ? UrgencyNames.Parse(labels[2]) : null;
            section.Properties.TryGetValue("角色", out var role);
            section.Properties.TryGetValue("境", out var context);
            foreach (var line in section.Lines)
            {
                var seen = new HashSet<string>(StringComparer.Ordinal);
                var tries = line.Contains('{', StringComparison.Ordinal) ? Variants : 1;
                for (var i = 0; i < tries; i++)
                {
                    var sentence = Expand(line, ref random);
                    if (seen.Add(sentence))
                    {
                        yield return new TrainingExample(ConversationOf(sentence, intent, role, context, ref random), intent, category, urgency);
                        if (intent == "report" && role is null && random.Next(JoinsOneIn) == 0 && sentence.Length <= LongestJoined)
                        {
                            if (other is { } first && first.Category != category)
                            {
                                var joined = random.Next(2) == 0 ? first.Sentence + Joints[random.Next(Joints.Length)] + sentence : sentence + Joints[random.Next(Joints.Length)] + first.Sentence;
                                yield return new TrainingExample(ConversationOf(joined, "multi", null, null, ref random), "multi", null, null);
                            }

                            if (other is null || random.Next(3) == 0)
                            {
                                other = (sentence, category);
                            }
                        }
                    }
                }
            }
        }
    }

    private static Conversation ConversationOf(string sentence, string intent, string? role, string? context, ref LinearCongruential random)
    {
        var worker = role == "工作";
        var text = sentence;
        if (text.Contains('§', StringComparison.Ordinal))
        {
            for (var at = text.IndexOf('§', StringComparison.Ordinal); at >= 0; at = text.IndexOf('§', StringComparison.Ordinal))
            {
                text = text[..at] + Doors[random.Next(Doors.Length)] + text[(at + 1)..];
            }
        }
        else if (!worker && Intents.OpensTicket(intent))
        {
            // A report may or may not say where; the words must carry it either way.
            text = random.Next(4) switch
            {
                0 => Doors[random.Next(Doors.Length)] + text,
                1 => text + " " + Doors[random.Next(Doors.Length)],
                _ => text,
            };
            text = random.Next(8) == 0 ? Openings[random.Next(Openings.Length)] + text : text;
        }

        var touches = Intents.Touches(intent) || intent == "followup" || worker && intent.StartsWith("w_", StringComparison.Ordinal);
        var withTicket = context is "有单" or "问过" || context is null && (touches ? random.Next(10) < 8 : random.Next(10) < 2);
        var me = worker ? "网格员" : "甲";
        var message = new Utterance(me, worker ? SpeakerRole.GridWorker : SpeakerRole.Resident, text, TimeSpan.Zero);
        if (!withTicket)
        {
            return new Conversation(Group, [], message);
        }

        // Who has just reported something chats on like anybody else.
        var own = !worker && intent is not "duplicate" && (touches ? random.Next(3) > 0 : random.Next(4) == 0) || context == "问过";
        var reporter = own ? me : "乙";
        var ago = touches ? TimeSpan.FromHours(5) : TimeSpan.FromMinutes(random.Next(3) switch { 0 => 1, 1 => 20, _ => 300 });
        var lines = new List<Utterance>
        {
            new(reporter, SpeakerRole.Resident, Reports[random.Next(Reports.Length)], ago),
            new("社区小助手", SpeakerRole.Bot, context == "问过" ? $"@{me} 请问在哪个位置？" : "已登记 #1001 其他｜4栋｜一般", ago),
        };
        if (random.Next(3) == 0)
        {
            lines.Add(new Utterance("丙", SpeakerRole.Resident, "晚饭吃啥", ago / 2));
        }

        if (intent is "reopen" or "confirm" or "rating")
        {
            lines.Add(new Utterance("物业", SpeakerRole.Property, "#1001 处理完了", TimeSpan.FromHours(1)));
        }

        if (intent is "rating" || intent is "confirm" && random.Next(2) == 0)
        {
            lines.Add(new Utterance("社区小助手", SpeakerRole.Bot, $"@{me} #1001 解决了吗？回 1 好了 2 没好 3 不清楚", TimeSpan.FromMinutes(30)));
        }

        return new Conversation(Group, lines, message);
    }

    private static string Expand(string line, ref LinearCongruential random)
    {
        var at = line.IndexOf('{', StringComparison.Ordinal);
        if (at < 0)
        {
            return line;
        }

        var result = new System.Text.StringBuilder();
        var from = 0;
        while (at >= 0)
        {
            var close = line.IndexOf('}', at);
            if (close < 0)
            {
                throw new FormatException($"'{{' without '}}': {line}");
            }

            var choices = line[(at + 1)..close].Split('|');
            result.Append(line, from, at - from).Append(choices[random.Next(choices.Length)]);
            from = close + 1;
            at = line.IndexOf('{', from);
        }

        return result.Append(line, from, line.Length - from).ToString();
    }
}
