namespace Bot.Domain.Understanding;

/// <summary>The tags the reader's rules speak of, looked up once. Their words stand in signals.txt under the same names.</summary>
internal sealed class Tags
{
    public Tags(Vocabulary vocabulary)
    {
        int Of(string name) => vocabulary.TagOf(name);
        Tiny = Of(ComputedTags.TinyText);
        Brief = Of(ComputedTags.ShortText);
        Middle = Of(ComputedTags.MiddleText);
        Full = Of(ComputedTags.FullText);
        Lengthy = Of(ComputedTags.LongText);
        Door = Of(ComputedTags.Door);
        Range = Of(ComputedTags.Range);
        Question = Of(ComputedTags.Question);
        ToBot = Of(ComputedTags.ToBot);
        ToAll = Of(ComputedTags.ToAll);
        ToSomebody = Of(ComputedTags.ToSomebody);
        TicketNumber = Of(ComputedTags.TicketNumber);
        Link = Of(ComputedTags.Link);
        Phone = Of(ComputedTags.Phone);
        Heading = Of(ComputedTags.Heading);
        TwoHouses = Of(ComputedTags.TwoHouses);
        TwoKinds = Of(ComputedTags.TwoKinds);
        ManyFaults = Of(ComputedTags.ManyFaults);
        Public = Of("公共地点");
        Inside = Of("楼内地点");
        Home = Of("家中");
        Shared = Of("公用地方");
        NextDoor = Of("邻家");
        PlaceTail = Of("方位词");
        StrongTail = Of("强方位词");
        ThisHouse = Of("我们这栋");
        Me2 = Of("附和");
        Elsewhere = Of("他处");
        Past = Of("往事");
        Supposed = Of("假设");
        Drill = Of("演练");
        Joke = Of("玩笑");
        News = Of("转发新闻");
        System = Of("系统消息");
        Anonymous = Of("匿名");
        Recurring = Of("反复");
        Vulnerable = Of("特殊人");
        OnBehalf = Of("代人");
        Hazard = Of("危险");
        Severe = Of("严重");
        WholeHouse = Of("全栋");
        Injection = Of("越权注入");
        Command = Of("派单命令");
        PersonalData = Of("索要隐私");
        Accused = Of("点名邻居");
        Fault = Of("故障");
        Ask = Of("询问词");
        Trapped = Of("有人被困");
        More = Of("另外");
        Solved = Of("好了");
        Unsolved = Of("没好");
        Unknown = Of("不清楚");
        Withdraw = Of("撤回");
        Wrong = Of("更正");
        Star5 = Of("五星");
        Star4 = Of("四星");
        Star3 = Of("三星");
        Star2 = Of("二星");
        Star1 = Of("一星");
        Wish = Of("建议词");
        Thanks = Of("感谢");
        Fine = Of("我家正常");
        Progress = Of("问进度");
        Urge = Of("催促");
        Worse = Of("升级");
        Advert = Of("广告");
        Notice = Of("通知");
        Matter = Of("事项");
        Negated = Of("否定报事");
        Bot = Of("社区机器人");
        Back = Of("又坏");
        Done = Of("办完");
        Later = Of("还没");
        Swear = Of("骂人");
        Appeal = Of("求处理");
        HasTicket = Of(ContextTags.Ticket);
        HasOwnTicket = Of(ContextTags.OwnTicket);
        HasDoneTicket = Of(ContextTags.DoneTicket);
        WasAsked = Of(ContextTags.Asked);
        Continues = Of(ContextTags.Continues);
        NoTalk = Of(ContextTags.Nothing);
        HasTalk = Of(ContextTags.Talk);
        WorkerSpoke = Of(ContextTags.WorkerSpoke);
        Quotes = Of(ContextTags.Quoted);
        SameHouse = Of(ContextTags.SameHouse);
        OtherHouse = Of(ContextTags.OtherHouse);
        SameKind = Of(ContextTags.SameKind);
        SharedWord = Of(ContextTags.SharedWord);
        SharedWords = Of(ContextTags.SharedWords);
        SharedWithDone = Of(ContextTags.SharedWithDone);
        SharedWithTalk = Of(ContextTags.SharedWithTalk);
        NeighbourHouse = Of(ContextTags.NeighbourHouse);
        LikeKind = Of(ContextTags.LikeKind);
        UnlikeKind = Of(ContextTags.UnlikeKind);
        KindUnknown = Of(ContextTags.KindUnknown);
        AfterBot = Of(ContextTags.AfterBot);
        AfterWorker = Of(ContextTags.AfterWorker);
        AfterResident = Of(ContextTags.AfterResident);
    }

    public int Tiny { get; }
    public int Brief { get; }
    public int Middle { get; }
    public int Full { get; }
    public int Lengthy { get; }
    public int Door { get; }
    public int Range { get; }
    public int Question { get; }
    public int ToBot { get; }
    public int ToAll { get; }
    public int ToSomebody { get; }
    public int TicketNumber { get; }
    public int Link { get; }
    public int Phone { get; }
    public int Heading { get; }
    public int TwoHouses { get; }
    public int TwoKinds { get; }
    public int ManyFaults { get; }
    public int Public { get; }
    public int Inside { get; }
    public int Home { get; }

    /// <summary>What all who live in a house use.</summary>
    public int Shared { get; }
    public int NextDoor { get; }
    public int PlaceTail { get; }
    public int StrongTail { get; }
    public int ThisHouse { get; }
    public int Me2 { get; }
    public int Elsewhere { get; }
    public int Past { get; }
    public int Supposed { get; }
    public int Drill { get; }
    public int Joke { get; }
    public int News { get; }
    public int System { get; }
    public int Anonymous { get; }
    public int Recurring { get; }
    public int Vulnerable { get; }
    public int OnBehalf { get; }
    public int Hazard { get; }
    public int Severe { get; }
    public int WholeHouse { get; }
    public int Injection { get; }
    public int Command { get; }
    public int PersonalData { get; }
    public int Accused { get; }
    public int Fault { get; }
    public int Ask { get; }
    public int Trapped { get; }
    public int More { get; }
    public int Solved { get; }
    public int Unsolved { get; }
    public int Unknown { get; }
    public int Withdraw { get; }
    public int Wrong { get; }
    public int Star5 { get; }
    public int Star4 { get; }
    public int Star3 { get; }
    public int Star2 { get; }
    public int Star1 { get; }
    public int Wish { get; }
    public int Thanks { get; }
    public int Fine { get; }
    public int Progress { get; }
    public int Urge { get; }
    public int Worse { get; }
    public int Advert { get; }
    public int Notice { get; }
    public int Matter { get; }
    public int Negated { get; }
    public int Bot { get; }
    public int Back { get; }
    public int Done { get; }
    public int Later { get; }
    public int Swear { get; }
    public int Appeal { get; }
    public int HasTicket { get; }
    public int HasOwnTicket { get; }
    public int HasDoneTicket { get; }
    public int WasAsked { get; }
    public int Continues { get; }
    public int NoTalk { get; }
    public int HasTalk { get; }
    public int WorkerSpoke { get; }
    public int Quotes { get; }
    public int SameHouse { get; }
    public int OtherHouse { get; }
    public int SameKind { get; }
    public int SharedWord { get; }
    public int SharedWords { get; }
    public int SharedWithDone { get; }
    public int SharedWithTalk { get; }
    public int NeighbourHouse { get; }
    public int LikeKind { get; }
    public int UnlikeKind { get; }
    public int KindUnknown { get; }
    public int AfterBot { get; }
    public int AfterWorker { get; }
    public int AfterResident { get; }
}
